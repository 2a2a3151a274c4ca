from firmware_app.desk import LEGENDS, Fault, Mood, Status
from firmware_app.desk.scenes import SCENES


def test_everything_that_the_desk_can_show_is_a_scene() -> None:
    faces = [scene.face for scene in SCENES.values()]
    assert {face.cue for face in faces} - {None} == set(LEGENDS)
    assert {face.mood for face in faces} == set(Mood)
    assert {face.status for face in faces} == set(Status)
    assert {face.fault for face in faces} - {None} == set(Fault)


def test_each_says_what_it_asks() -> None:
    for name, scene in SCENES.items():
        assert name.islower()
        assert scene.asks.endswith(".")
        assert "\n" not in scene.asks
