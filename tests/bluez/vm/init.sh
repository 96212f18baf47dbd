#!/bin/sh
# First program of the virtual machine: loads the modules, lays a scratch file system over the host's, goes on there.
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
while read -r module; do
    insmod "/modules/$module" || echo "module $module was not loaded"
done < /modules/order

how=trans=virtio,version=9p2000.L,msize=524288
mkdir -p /host /scratch /system
mount -t 9p -o ro,cache=loose,$how host /host || exec sh
mount -t tmpfs scratch /scratch
mkdir /scratch/upper /scratch/work
mount -t overlay -o lowerdir=/host,upperdir=/scratch/upper,workdir=/scratch/work system /system || exec sh
mkdir -p /system/shared
mount -t 9p -o rw,$how shared /system/shared || exec sh
mount -t tmpfs run /system/run
for place in proc sys dev; do
    mount --bind /$place /system/$place
done
exec switch_root /system /bin/sh /shared/start.sh
