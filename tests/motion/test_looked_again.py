"""Sets, with all that people do around them, of which repetitions were lost once, or more were counted."""

import pytest

from soleus_sense.evaluation.cases import Case, scenario_of
from soleus_sense.motion.analysis import analyze
from soleus_sense.virtual.scenario import simulate


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("shin-seated-quick-400030", id="the height shows one only once the next is over"),
        pytest.param("shin-edge-quick-300029", id="the height of the first drifts to three times the true one"),
        pytest.param("shin-standing-quick-400028", id="a shank tilts far for its lift in all of the set"),
        pytest.param("shin-standing-medium-900073", id="a sensor below the knee sinks while the shank tilts"),
        pytest.param("shin-standing-medium-900031", id="it stands below between tilts as far as a knee is bent"),
        pytest.param("shin-edge-medium-950018", id="the height drifts up before the first"),
        pytest.param("shin-seated-mixed-950067", id="the height was lowest long before the first"),
        pytest.param("shin-edge-slow-952133", id="the height drifts up and down before the first"),
        pytest.param("heel-seated-push-up-891153", id="nobody saw whether the first went up or down"),
        pytest.param("heel-seated-push-up-891041", id="each landing is felt before the next"),
    ],
)
def test_all_of_a_set_are_counted(name):
    case = Case.named(name)
    scenario = scenario_of(case)
    made = simulate(scenario)
    found = analyze(made.recording, case.placement, body_height_m=scenario.body.height_m)
    assert found.counted == sum(rep.counted for rep in made.truth)
