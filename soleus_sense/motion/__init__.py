"""The science: arrays in, values out; knows no files, radios, clocks or screens."""
