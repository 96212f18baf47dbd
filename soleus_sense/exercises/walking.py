"""The exercises done walking."""

from __future__ import annotations

from soleus_sense.exercises.exercise import ARTICLE, STOP, Exercise

TOE_WALK = Exercise(
    key="toe-walk",
    name="Toe walk",
    posture="walking",
    dose="3–5 sets of 20–30 m",
    set_up="A clear, level way of 20 to 30 m. Stand still on flat feet for two seconds first: it shows what flat is.",
    steps=(
        "Stand tall and rise on the balls of the feet.",
        "Walk forward with small, controlled steps; the heels stay off the ground.",
        "Come down, rest, and walk back.",
    ),
    measured=(
        (
            "heel",
            "sets, steps and cadence; with a gyro heel touches, the share of steps on the toes and the distance: steps "
            "times your own step length (soleus exercises calibrate-step), else as measured",
        ),
        ("shin", "nothing yet: wear the sensor on the foot"),
    ),
    why="Each step is carried on one raised heel, so calf and soleus hold the whole body without a rest.",
    cautions=("Barefoot or in flat, firm shoes, on ground that is not slippery.", STOP),
    sources=(ARTICLE,),
)

STAIR_CLIMB = Exercise(
    key="stair-climb",
    name="Stairs or hill",
    posture="walking",
    dose="minutes",
    set_up="A staircase with a rail, or a hill.",
    steps=(
        "Climb at a pace at which you can still talk.",
        "Push off through the ball of the foot until the heel is high.",
        "Walk down at ease; hold the rail.",
    ),
    measured=(
        (
            "heel",
            "steps and cadence; with a gyro steps up, down and level, and the height climbed as a range that the riser "
            "of your stairs makes narrower (soleus exercises riser); a hill looks like level ground",
        ),
        ("shin", "nothing yet: wear the sensor on the foot"),
    ),
    why="Uphill the ankle starts bent and the knee too: the soleus has to lift the body at every step.",
    cautions=("On the way down the calf brakes every step: begin with few floors.", STOP),
    sources=(ARTICLE,),
)
