"""What is wrong with a folder of recordings is said in one line that names the place and the mend."""

import csv
import json

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from models.training.check_data import main
from models.training.corpus import emotion_clips
from models.training.data_tables import EMOTIONS, TABLES

RATE = 16_000


def write_table(file, rows):
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def sound(data, path, seconds=0.1, rate=RATE):
    (data / path).parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(data / path, np.zeros(round(seconds * rate), dtype=np.float32), rate)
    return path


def emotions(data):
    return [
        {
            **{"path": sound(data, f"own/{corpus}-{speaker}-{emotion}.wav"), "corpus": corpus, "language": "en"},
            **{"speaker": f"{corpus}_{speaker}", "emotion": emotion, "sentence_id": "", "duration_s": "0.1"},
        }
        for corpus in ("north", "south")
        for speaker in ("a", "b")
        for emotion in ("angry", "neutral")
    ]


def readings(data):
    return [
        {
            **{"path": sound(data, f"rate/own/{speaker}.wav"), "corpus": "own", "speaker": speaker},
            **{"transcript": "good day", "duration_s": "0.1", "syllables_est": "2", "age": "", "sex": ""},
        }
        for speaker in ("a", "b", "c")
    ]


def noises(data):
    kinds = [
        *(("hold_music", "holdmusic_asterisk", f"artist-{piece}") for piece in "abcdefghij"),
        *((kind, "own", f"{kind}{k}") for kind in ("machine", "crowd") for k in range(20)),
    ]
    return [
        {"path": sound(data, f"noise/{name}.wav"), "kind": kind, "set": group, "lang": ""}
        for kind, group, name in kinds
    ]


TABLE_ROWS = {"emotion.csv": emotions, "rate.csv": readings, "noise.csv": noises}


@pytest.fixture
def data(tmp_path):
    for name, rows in TABLE_ROWS.items():
        write_table(tmp_path / name, rows(tmp_path))
    words = {"a": [[0.0, 0.05, "good", [["G", 0.0, 0.02], ["UH", 0.02, 0.04], ["D", 0.04, 0.05]]]]}
    (tmp_path / "rate/own/words.json").write_text(json.dumps(words), encoding="utf-8")
    return tmp_path


def change(data, name, line, **values):
    """Rewrites one line of a table; the header is line 1."""
    rows = TABLE_ROWS[name](data)
    rows[line - 2] |= values
    write_table(data / name, rows)


def complaints(data, capsys):
    """What is said of a folder that is wrong, by line."""
    assert main(["--data", str(data)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.splitlines()


def test_sound_folder_is_counted(data, capsys):
    assert main(["--data", str(data)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines() == [
        "emotion.csv: 8 clips, 0.00 h: north 4, south 4",
        "rate.csv: 3 clips, 0.00 h: own 3",
        "noise.csv: 50 clips, 0.00 h: holdmusic_asterisk 10, own 40",
        "emotions: angry 4, neutral 4",
        "pace: 3 speakers, 1 clips with word times",
    ]


def test_sound_folder_can_be_read_by_training(data):
    assert [clip.emotion for clip in emotion_clips(data)] == ["angry", "neutral"] * 4


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("emotion.csv", {"emotion": "Anger"}, "column emotion: 'Anger' is unknown; write one of angry, "),
        ("emotion.csv", {"speaker": " "}, "column speaker: is empty; fill it in"),
        ("emotion.csv", {"duration_s": "1,5"}, "column duration_s: '1,5' is no number above 0"),
        ("emotion.csv", {"duration_s": "nan"}, "column duration_s: 'nan' is no number above 0"),
        ("emotion.csv", {"path": "own/gone.wav"}, "column path: own/gone.wav is not there; put the file there"),
        ("emotion.csv", {"path": "/tmp/x.wav"}, "column path: /tmp/x.wav is absolute; write it relative to"),
        ("emotion.csv", {"path": "emotion.csv"}, "column path: emotion.csv is no WAV, FLAC or Ogg sound"),
        ("rate.csv", {"syllables_est": ""}, "column syllables_est: '' is no number above 0"),
        ("rate.csv", {"age": "young"}, "column age: 'young' is no number above 0"),
        ("rate.csv", {"path": "rate/own/a.wav"}, "column path: a is in line 2 too; give each clip its own name"),
        ("noise.csv", {"set": "ivr_prompts", "lang": "de"}, "column lang: 'de' has no fold"),
        ("noise.csv", {"path": "noise/artist-a.wav"}, "column path: noise/artist-a.wav is in line 2"),
    ],
)
def test_wrong_value_is_named_with_its_line(data, capsys, name, values, said):
    change(data, name, 3, **values)
    found = complaints(data, capsys)
    places = [line for line in found if said in line]
    assert len(places) == 1, found
    assert places[0].startswith(f"{data / name}:3: ")


def test_music_must_name_its_piece(data, capsys):
    rows = noises(data)
    rows[0]["path"] = sound(data, "noise/waiting.wav")
    write_table(data / "noise.csv", rows)
    assert complaints(data, capsys) == [
        f"{data / 'noise.csv'}:2: column path: music 'waiting' names no piece; call the file ARTIST-PIECE"
    ]


def test_a_slow_recording_is_refused(data, capsys):
    sound(data, "own/slow.wav", rate=6000)
    change(data, "emotion.csv", 2, path="own/slow.wav")
    (said,) = complaints(data, capsys)
    assert said.startswith(
        f"{data / 'emotion.csv'}:2: column path: own/slow.wav has 6000 Hz; record at 8000 Hz or more"
    )


@pytest.mark.parametrize("name", sorted(TABLES))
def test_missing_table_and_column_are_named(data, capsys, name):
    rows = TABLE_ROWS[name](data)
    write_table(data / name, [{column: value for column, value in row.items() if column != "path"} for row in rows])
    assert complaints(data, capsys) == [f"{data / name}:1: column path is missing; its columns are in models/DATA.md"]
    (data / name).unlink()
    assert any(line.startswith(f"{data / name}: cannot be read") for line in complaints(data, capsys))


def test_one_corpus_with_anger_is_too_few(data, capsys):
    write_table(data / "emotion.csv", [row for row in emotions(data) if row["corpus"] == "north"])
    assert complaints(data, capsys) == [
        f"{data / 'emotion.csv'}: angry speech of 1 corpora; two are needed, for each is left out once to calibrate"
    ]


def test_anger_alone_teaches_nothing(data, capsys):
    rows = [row for row in emotions(data) if row["corpus"] == "north" or row["emotion"] == "angry"]
    write_table(data / "emotion.csv", rows)
    assert complaints(data, capsys) == [
        f"{data / 'emotion.csv'}: corpus south has angry speech only; add other speech of the same recordings"
    ]


@pytest.mark.parametrize(
    ("kind", "said"), [("machine", "other sounds"), ("crowd", "sounds with people in them"), ("hold_music", "music")]
)
def test_every_fold_needs_sounds_of_each_kind(data, capsys, kind, said):
    """One file of a kind is in one fold, and the two others have none."""
    rows = noises(data)
    of_kind = [row for row in rows if row["kind"] == kind]
    write_table(data / "noise.csv", [row for row in rows if row not in of_kind[1:]])
    (found,) = complaints(data, capsys)
    assert found.startswith(f"{data / 'noise.csv'}: {said}")
    assert "for 1 of three folds" in found


def test_pace_needs_its_backgrounds(data, capsys):
    write_table(data / "noise.csv", [{**row, "set": "own"} for row in noises(data)])
    (found,) = complaints(data, capsys)
    assert found.startswith(f"{data / 'noise.csv'}: column set: none is holdmusic_asterisk or misc_ambience")


@pytest.mark.parametrize("words", ["[]", "{", '{"a": [[0.0, 0.5, "good"]]}', '{"a": [["0", "x", "good", []]]}'])
def test_wrong_word_times_are_named(data, capsys, words):
    (data / "rate/own/words.json").write_text(words, encoding="utf-8")
    assert any(line.startswith(str(data / "rate/own/words.json")) for line in complaints(data, capsys))


@given(st.text().filter(lambda text: text not in EMOTIONS))
def test_no_other_word_passes_for_an_emotion(word):
    assert TABLES["emotion.csv"]["emotion"](word)
