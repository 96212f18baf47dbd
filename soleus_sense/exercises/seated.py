"""The exercises done seated."""

from __future__ import annotations

from soleus_sense.exercises.exercise import ARTICLE, REPETITIONS, STOP, Exercise

SEATED_CALF_RAISE = Exercise(
    key="seated-calf-raise",
    name="Seated calf raise",
    posture="seated",
    dose="3 sets of 12–15",
    sets=3,
    reps=12,
    tempo="3-0-1-0",
    graded=("lower",),
    set_up="Sit with the knees at a right angle and the balls of the feet on a low platform; a weight on the thighs, "
    "or the pad of a calf raise machine.",
    steps=(
        "Raise the heels as high as they go.",
        "Lower them slowly, until the calves are stretched.",
    ),
    measured=REPETITIONS,
    why="With the knee at a right angle the gastrocnemius is slack and can hardly pull: the soleus lifts the weight.",
    cautions=("Put the weight just behind the knees, on something soft.", STOP),
    sources=(ARTICLE,),
)

SOLEUS_PUSH_UP = Exercise(
    key="soleus-push-up",
    name="Soleus push-up",
    posture="seated",
    dose="minutes to hours, at your own rate (the study: 270 min in a day)",
    passive_drop=True,
    set_up="Sit at ease, feet flat on the floor, the knees about at a right angle or a little more open.",
    steps=(
        "Raise the heel as far as it goes, the ball of the foot staying where it is.",
        "Let go: the heel drops by itself.",
        "Begin the next one at once; go on for minutes, pause when you like.",
    ),
    measured=(
        ("heel", "repetitions and their rate, minutes active, the share that reach full height"),
        ("shin", "repetitions and their rate, minutes active"),
    ),
    why="Unloaded and with the knee bent, the movement is nearly all the soleus's own; it is made of slow fibres that "
    "burn sugar and fat from the blood and hardly tire, so it can go on for hours of sitting.",
    cautions=(
        "The lowering is a free fall: it is not graded.",
        "In the study wearable technology guided each person; without it, effects may be smaller.",
        "If you take medicine for blood sugar, ask your doctor first.",
        STOP,
    ),
    sources=(ARTICLE, "Hamilton et al. 2022, iScience 25:104869, doi:10.1016/j.isci.2022.104869"),
)
