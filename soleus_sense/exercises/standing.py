"""The exercises done standing."""

from __future__ import annotations

from soleus_sense.exercises.exercise import ARTICLE, HOLD_ON, REPETITIONS, STOP, Exercise

STANDING_CALF_RAISE = Exercise(
    key="standing-calf-raise",
    name="Standing calf raise",
    posture="standing",
    dose="3 sets of 12–15",
    sets=3,
    reps=12,
    tempo="2-0-1-0",
    graded=("lower",),
    set_up="Stand with the balls of both feet on a low step or plate, heels free, knees a little bent.",
    steps=(
        "Let the heels sink until the calves are stretched.",
        "Rise on the balls of the feet as high as you can.",
        "Lower again under control; keep the slight bend of the knees all the way.",
    ),
    measured=REPETITIONS,
    why="A straight knee leaves most of the work to the gastrocnemius; bending it a little slackens that muscle, which "
    "crosses the knee, and hands work to the soleus, which does not.",
    cautions=(HOLD_ON, "Add load over weeks, not within a session.", STOP),
    sources=(ARTICLE,),
)

ECCENTRIC_HEEL_DROP = Exercise(
    key="eccentric-heel-drop",
    name="Eccentric heel drop",
    posture="standing",
    dose="3 sets of 10–12 (Alfredson: 3 × 15 knee straight and 3 × 15 knee bent, twice a day)",
    sets=3,
    reps=12,
    tempo="3-0-1-0",
    graded=("lower",),
    set_up="Stand with the balls of the feet on the edge of a step, heels over it, a rail within reach.",
    steps=(
        "Rise with both feet; the other leg may do all of the lifting.",
        "Shift the weight to the exercised leg.",
        "Lower that heel slowly, on past the level of the step, as far as it goes.",
        "Bring both feet back to the top together.",
    ),
    measured=(
        ("heel", "repetitions from a first raise or a first drop, the lowering's seconds, how far below the step"),
        ("shin", "repetitions and the lowering's seconds; not how far below the step"),
    ),
    why="A muscle bears more while it is lengthened than while it shortens, so the lowering alone loads calf and "
    "tendon beyond what could be lifted; with the knee bent the soleus bears most of it. The raise is not graded: the "
    "other leg helps.",
    cautions=(
        HOLD_ON,
        "Soreness in the first one or two weeks is usual.",
        "With pain where the tendon meets the heel bone, do not go below the level of the floor.",
        STOP,
    ),
    sources=(
        ARTICLE,
        "Alfredson et al. 1998, Am J Sports Med 26:360, doi:10.1177/03635465980260030301",
    ),
)

HEEL_RISE_TEST = Exercise(
    key="heel-rise-test",
    name="Heel-rise test",
    posture="standing",
    dose="one set to failure, each leg once",
    sets=1,
    tempo="1-0-1-0",
    graded=("raise", "lower"),
    set_up="Stand on one leg, knee straight, fingertips on the wall at shoulder height for balance only; a metronome "
    "at 60 beats a minute.",
    steps=(
        "Rise as high as you can on one beat, come down on the next: 30 repetitions a minute.",
        "Keep knee and trunk straight and the height of the first rises.",
        "Go on until you cannot; the second warning, for lost pace or lost height, ends the test.",
    ),
    measured=REPETITIONS,
    why="It shows how long calf and soleus together keep up full rises of the whole body. Half of healthy adults "
    "do 21 to 25 or more.",
    cautions=(
        "It goes to exhaustion: not in the first months after a torn tendon unless your physiotherapist asks for it.",
        HOLD_ON,
        STOP,
    ),
    sources=(
        "Hébert-Losier et al. 2017, Physiotherapy 103:446, doi:10.1016/j.physio.2017.03.002 (on a 10° incline; "
        "medians 24 for men, 21 for women)",
        "Lunsford and Perry 1995, Phys Ther 75:694, doi:10.1093/ptj/75.8.694 (mean 28; 25 proposed as normal)",
    ),
)

HEAVY_SLOW_RESISTANCE = Exercise(
    key="heavy-slow-resistance",
    name="Heavy slow resistance",
    posture="standing",
    dose="3–4 sets, from 15 repetitions down to 6 as the weight grows",
    sets=3,
    reps=15,
    tempo="3-0-3-0",
    graded=("raise", "lower"),
    set_up="Stand with the forefeet on a plate, a barbell on the shoulders; or in a leg press; or seated at a calf "
    "raise machine. Choose the weight with which the last repetition of the set is the last you could do.",
    steps=(
        "Rise through the whole range in 3 seconds.",
        "Lower through the whole range in 3 seconds.",
        "Rest 2 to 3 minutes between sets.",
    ),
    measured=REPETITIONS,
    why="Heavy load held for six seconds a repetition strains the tendon long and evenly; seated, with the knee bent, "
    "the soleus bears nearly all of it.",
    cautions=(
        "Discomfort while exercising is accepted; pain that is worse afterwards asks for less weight.",
        "Learn the movement with a light weight.",
        STOP,
    ),
    sources=("Beyer et al. 2015, Am J Sports Med 43:1704, doi:10.1177/0363546515584760",),
)

ISOMETRIC_TEMPO = Exercise(
    key="isometric-tempo",
    name="Heel raise with a hold",
    posture="standing",
    dose="3 sets of 8–12",
    sets=3,
    reps=8,
    tempo="3-0-3-2",
    graded=("raise", "top", "lower"),
    set_up="Stand on one leg with the forefoot on a step; for the sole of the foot, put a rolled towel under the toes.",
    steps=(
        "Rise as high as you can in 3 seconds.",
        "Hold still at the top for 2 seconds.",
        "Lower as far as you can in 3 seconds, and go on without a rest.",
    ),
    measured=REPETITIONS,
    why="The hold keeps the soleus, a muscle made for long work, at its shortest and under load, where quick "
    "repetitions only pass.",
    cautions=(HOLD_ON, "Add weight in a backpack once the last repetition is easy.", STOP),
    sources=("Rathleff et al. 2015, Scand J Med Sci Sports 25:e292, doi:10.1111/sms.12313",),
)
