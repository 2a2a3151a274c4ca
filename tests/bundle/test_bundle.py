"""Bundles: whole or not there, true or refused, each call once; and what the commands say of it."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware_app.bundle import Keys, collected
from firmware_app.bundle.columns import CALLS, CUES, TABLES, schema
from firmware_app.bundle.manifest import checked, hash_of
from firmware_app.bundle.tables import read_tables, write_tables
from firmware_app.cli import main
from firmware_app.errors import InputError
from firmware_app.logbook import Limits, Logged, MoodLight, opened, read_calls, read_mood_light
from firmware_app.logbook.store import Store
from firmware_app.signing import BUNDLE, sign
from tests.logbook.calls import moment, record
from tools.weeks import fill, made_up

FILES = {*TABLES, "schema.json", "report.html", "doctor.txt", "manifest.json", "manifest.json.sig"}


def unit(folder: Path, name: str = "desk-07", days: int = 3, calls: int = 20, seed: int = 1) -> Path:
    """A unit's settings, its logbook filled."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    fill(folder / "logbook.db", [made_up(chance) for _ in range(30)], days, calls, chance)
    file = folder / "cuelight.toml"
    file.write_text(f'[logbook]\nfolder = "{folder}"\ndevice = "{name}"\n', encoding="utf-8")
    return file


def exported(file: Path, stick: Path) -> Path:
    stick.mkdir(exist_ok=True)
    before = set(stick.rglob("manifest.json"))
    assert main(["export", str(stick), "--settings", str(file)]) == 0
    (new,) = set(stick.rglob("manifest.json")) - before
    return new.parent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle, not to be changed."""
    work = tmp_path_factory.mktemp("bundle")
    return exported(unit(work / "unit"), work / "stick")


@pytest.fixture
def bundle(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def test_a_bundle_lies_under_the_units_name_and_holds_what_it_should(made: Path) -> None:
    assert made.parent.name == "desk-07"
    assert made.parent.parent.name == "cuelight"
    assert {path.name for path in made.iterdir()} == FILES
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    assert checked(made, None).calls == 60


def test_the_public_tool_verifies_it_without_us(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the README says: ssh-keygen for the manifest, sha256sum for the files that it names."""
    main(["key", "--settings", str(made.parents[3] / "unit" / "cuelight.toml")])
    signers = tmp_path / "signers"
    signers.write_text(capsys.readouterr().out, encoding="ascii")
    words = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "desk-07", "-n", "cuelight-bundle", "-s"]
    with (made / "manifest.json").open("rb") as manifest:
        done = subprocess.run(
            [*words, str(made / "manifest.json.sig")], stdin=manifest, capture_output=True, check=True
        )
    assert b"Good" in done.stdout
    files = json.loads((made / "manifest.json").read_text())["files"]
    sums = "".join(f"{digest}  {name}\n" for name, digest in files.items())
    subprocess.run(["sha256sum", "--check", "--quiet"], input=sums.encode(), cwd=made, check=True)
    assert set(files) == FILES - {"manifest.json", "manifest.json.sig"}


def test_the_private_key_stays_at_home(made: Path) -> None:
    home = made.parents[3] / "unit"
    assert (home / "device_key").stat().st_mode & 0o077 == 0
    secret = (home / "device_key").read_text().splitlines()[1]
    assert all(secret.encode() not in path.read_bytes() for path in made.iterdir())


def test_tables_come_back_as_they_were(made: Path) -> None:
    with opened(made.parents[3] / "unit" / "logbook.db") as file:
        kept = list(read_calls(file))
    for before, after in zip(kept, read_tables(made), strict=True):
        assert after.call == record_like(before, after)
        assert (after.seq, after.shift, after.trusted) == (before.seq, before.shift, before.trusted)
        assert 0.0 <= before.began_at - after.began_at < 15 * 60.0  # no caller is found by the minute
        assert before.began_at % 60.0 != 0.0 or after.began_at % 900.0 == 0.0


def record_like(before: Logged, after: Logged) -> object:
    """What is handed out of a call, its beginning apart."""
    from dataclasses import replace

    return replace(before.call, began_s=after.call.began_s)


def lit(logbook: Path) -> MoodLight:
    with opened(logbook) as file:
        return read_mood_light(file)


def test_how_often_the_mood_light_was_wrong_is_counted_once_however_often_it_is_handed_out(tmp_path: Path) -> None:
    file = unit(tmp_path / "unit")
    bundles = [exported(file, tmp_path / "stick")]
    for _ in range(7):
        store = Store(tmp_path / "unit" / "logbook.db", Limits())
        store.add_called_wrong()
        store.close()
        bundles.append(exported(file, tmp_path / f"stick{len(bundles)}"))
    bundles.append(exported(unit(tmp_path / "other", "desk-09", seed=2), tmp_path / "stick"))
    tally = collected(Keys(), bundles, lambda done, of: None).tally
    each = [lit(tmp_path / name / "logbook.db") for name in ("unit", "other")]
    assert tally.mood_light == MoodLight(sum(mood.calls_lit for mood in each), 7)


def test_a_bundle_of_version_1_knows_nothing_of_the_mood_light(bundle: Path) -> None:
    told = json.loads((bundle / "manifest.json").read_text())
    del told["mood_lit"], told["mood_wrong"]
    (bundle / "manifest.json").write_text(json.dumps(told))
    resigned(bundle, version=1)
    assert checked(bundle, None).mood_lit == 0
    resigned(bundle, version=2)
    with pytest.raises(InputError):
        checked(bundle, None)


def test_a_call_without_a_clock_has_no_day(tmp_path: Path) -> None:
    store = Store(tmp_path / "logbook.db", Limits())
    store.add(record(100.0), moment(300.0, trusted=False, wall_s=5000.0))
    store.close()
    with opened(tmp_path / "logbook.db") as file:
        assert write_tables(tmp_path, "d", "l", read_calls(file), 900) == 1
    (row,) = csv.DictReader((tmp_path / "calls.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (row["day"], row["began"]) == ("", "")
    (call,) = read_tables(tmp_path)
    assert not call.trusted


def test_a_spreadsheet_opens_the_tables(made: Path) -> None:
    for name, columns in (("calls.csv", CALLS), ("cues.csv", CUES)):
        data = (made / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")  # else a spreadsheet takes it for its own code page
        assert data.count(b"\n") == data.count(b"\r\n")
        rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
        assert rows[0] == [column.name for column in columns]
        assert not any(cell[:1] in tuple("=+@") for row in rows for cell in row)  # nothing that would be a formula


def test_the_schema_names_every_column_and_its_unit(made: Path) -> None:
    told = json.loads((made / "schema.json").read_text(encoding="utf-8"))
    assert told == schema()
    for columns in told["tables"].values():
        assert all(column["means"] and column["type"] for column in columns)
        assert all(column["unit"] == "s" for column in columns if column["name"].endswith("_s"))


def test_nobody_is_in_it(made: Path) -> None:
    names = [column.name for column in (*CALLS, *CUES)]
    assert not [name for name in names if any(word in name for word in ("name", "number", "phone", "agent_id", "user"))]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_of_any_file_goes_unseen(made: Path, tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "changed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    file = folder / data.draw(st.sampled_from(sorted(FILES)))
    whole = bytearray(file.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        del whole[place:]
    else:
        whole[place] ^= data.draw(st.integers(1, 255))
    file.write_bytes(whole)
    if file.name == "manifest.json.sig":  # armour may change without a change of what it holds
        try:
            assert checked(folder, None) == checked(made, None)
        except InputError:
            return
        return
    with pytest.raises(InputError) as error:
        checked(folder, None)
    assert "\n" not in str(error.value)


def report(*names: Path, out: Path, trust: Path | None = None) -> int:
    words = ["report", *map(str, names), "-o", str(out)]
    return main([*words, "--trust", str(trust)] if trust else words)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda b: (b / "manifest.json.sig").unlink(), "its export was not finished; export it again"),
        (lambda b: (b / "calls.csv").unlink(), "calls.csv: is missing; copy the bundle anew"),
        (lambda b: (b / "calls.csv").write_text("x"), "calls.csv: is not as it was signed; copy the bundle anew"),
        (lambda b: (b / "manifest.json").write_text("{"), "manifest.json: is damaged; copy the bundle anew"),
        (lambda b: (b / "manifest.json").write_text("[" * 100_000), "manifest.json: is damaged"),
        (lambda b: changed(b, "version", 3), "of version 3, and this program reads 2; update it"),
        (lambda b: changed(b, "device", "desk-08"), "its signature is not by its own key: forged, damaged"),
        (lambda b: changed(b, "files", {"../../etc/passwd": ""}), "its signature is not by its own key"),
    ],
)
def test_a_bad_bundle_is_one_line_and_the_good_one_is_reported(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], None], told: str
) -> None:
    good = exported(unit(tmp_path / "other", "desk-09"), tmp_path / "stick")
    spoil(bundle)
    capsys.readouterr()
    assert report(bundle, good, out=tmp_path / "report.html") == 2
    out, err = capsys.readouterr()
    assert told in err
    assert err.count("\n") == 1
    assert out == "60 calls of 1 desks from 1 bundles\n"
    assert "1 bundles could not be used" in (tmp_path / "report.html").read_text(encoding="utf-8")


def changed(bundle: Path, key: str, value: object) -> None:
    manifest = json.loads((bundle / "manifest.json").read_text())
    (bundle / "manifest.json").write_text(json.dumps(manifest | {key: value}))


def test_paths_that_leave_the_bundle_are_refused_even_when_signed(bundle: Path) -> None:
    changed(bundle, "files", {"../secret": "0" * 64})
    (bundle.parent / "secret").write_text("secret")
    key = bundle.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    changed(bundle, "key", " ".join(key.with_suffix(".pub").read_text().split()[:2]))
    (bundle / "manifest.json.sig").unlink()
    sign(bundle / "manifest.json", key, BUNDLE)
    with pytest.raises(InputError, match="is missing"):
        checked(bundle, None)


def resigned(bundle: Path, **more: object) -> None:
    """The bundle as it is now, signed by a key that says it is the unit's: true by its own word."""
    key = bundle.parent / "key"
    if not key.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    files = {name: hash_of(bundle / name) for name in json.loads((bundle / "manifest.json").read_text())["files"]}
    changed(bundle, "files", files)
    changed(bundle, "key", " ".join(key.with_suffix(".pub").read_text().split()[:2]))
    for name, value in more.items():
        changed(bundle, name, value)
    (bundle / "manifest.json.sig").unlink()
    sign(bundle / "manifest.json", key, BUNDLE)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("day", "2024-13-45"),
        ("began", "25:61"),
        ("into_shift_min", ""),
        ("length_s", "nan"),
        ("angry_spells", "-1"),
        ("caller_s", "1e999"),
        ("ended_angry", "maybe"),
        ("shift", "9" * 5000),
        ("call", "\udcff"),
    ],
)
def test_a_table_that_is_signed_and_rubbish_is_one_line_and_the_good_one_is_reported(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str, value: str
) -> None:
    good = exported(unit(tmp_path / "other", "desk-09"), tmp_path / "stick")
    rows = list(csv.reader((bundle / "calls.csv").read_text(encoding="utf-8-sig").splitlines()))
    rows[3][rows[0].index(column)] = value
    with (bundle / "calls.csv").open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        csv.writer(file).writerows(rows)
    resigned(bundle)
    capsys.readouterr()
    assert report(bundle, good, out=tmp_path / "r.html") == 2
    out, err = capsys.readouterr()
    assert "is damaged; take the bundle from the unit again" in err
    assert err.count("\n") == 1
    assert out == "60 calls of 1 desks from 1 bundles\n"


@pytest.mark.parametrize(
    "more", [{"device": "desk\x00"}, {"device": "\ud800"}, {"key": "ssh-ed25519 ü"}, {"device": "007"}]
)
def test_a_manifest_that_is_rubbish_is_one_line(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: dict[str, object]
) -> None:
    resigned(bundle, **more)
    assert report(bundle, out=tmp_path / "r.html") == 2
    assert "manifest.json: is damaged" in capsys.readouterr().err


@pytest.mark.parametrize("torn", ["device_key", "device_key.pub"])
@pytest.mark.parametrize("how", ["empty", "gone"])
def test_a_key_that_a_power_cut_has_torn_is_made_anew(tmp_path: Path, torn: str, how: str) -> None:
    file = unit(tmp_path / "unit")
    exported(file, tmp_path / "one")
    (tmp_path / "unit" / torn).write_text("")
    if how == "gone":
        (tmp_path / "unit" / torn).unlink()
    if (how, torn) == ("empty", "device_key.pub"):
        (tmp_path / "unit" / "device_key").unlink()  # the private half comes last
    checked(exported(file, tmp_path / "two"), None)


def test_what_may_no_longer_be_kept_is_not_handed_out_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = unit(tmp_path / "unit")  # of October
    late = moment(wall_s=1_794_000_000.0 + 20 * 86_400)
    monkeypatch.setattr("firmware_app.logbook.clock.Clock.now", lambda _: late)
    assert main(["export", str(tmp_path), "--settings", str(file)]) == 1
    assert not list(tmp_path.rglob("calls.csv"))


def test_a_unit_that_is_not_listed_is_not_believed(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = unit(tmp_path / "other", "desk-09")
    good = exported(other, tmp_path / "stick")
    capsys.readouterr()
    main(["key", "--settings", str(other)])
    (tmp_path / "signers").write_text(capsys.readouterr().out, encoding="ascii")
    assert report(bundle, good, out=tmp_path / "r.html", trust=tmp_path / "signers") == 2
    assert f"not by any key of {tmp_path / 'signers'} for desk-07" in capsys.readouterr().err
    assert report(good, out=tmp_path / "r.html", trust=tmp_path / "signers") == 0
    assert "was not checked against a list" not in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_one_unit_cannot_sign_for_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    liar, honest = unit(tmp_path / "liar", "desk-09"), unit(tmp_path / "honest", "desk-08")
    lines = ""
    for file in (liar, honest):
        main(["key", "--settings", str(file)])
        lines += capsys.readouterr().out
    (tmp_path / "signers").write_text(lines, encoding="ascii")
    liar.write_text(liar.read_text().replace("desk-09", "desk-08"))
    bundle = exported(liar, tmp_path / "stick")
    with pytest.raises(InputError, match="not by any key"):
        checked(bundle, tmp_path / "signers")


def test_a_list_without_signers_is_refused(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "signers").write_text("# nobody\n")
    assert report(made, out=tmp_path / "r.html", trust=tmp_path / "signers") == 2
    assert "names no signer; each line is DEVICE ssh-ed25519 KEY" in capsys.readouterr().err


def test_a_call_in_two_bundles_counts_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = unit(tmp_path / "unit")
    first = exported(file, tmp_path / "stick")
    store = Store(tmp_path / "unit" / "logbook.db", Limits(keep_days=366))
    store.add(record(10.0), moment(200.0, boot="later", wall_s=1_794_000_000.0))
    store.close()
    second = exported(file, tmp_path / "stick")
    assert first != second
    capsys.readouterr()
    shutil.copytree(first, tmp_path / "stick" / "a copy")
    assert report(tmp_path / "stick", out=tmp_path / "r.html") == 0
    assert capsys.readouterr().out == "61 calls of 1 desks from 3 bundles; 120 calls were there twice, and count once\n"


def test_two_units_of_one_name_are_told(tmp_path: Path) -> None:
    for place in ("one", "two"):
        exported(unit(tmp_path / place, seed=len(place)), tmp_path / f"stick-{place}")
    assert report(tmp_path / "stick-one", tmp_path / "stick-two", out=tmp_path / "r.html") == 0
    assert "2 units call themselves desk-07" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_an_earlier_report_outlives_one_that_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "r.html"
    out.write_text("of before")
    assert report(tmp_path / "nothing", out=out) == 2
    assert out.read_text() == "of before"
    assert "no bundle is there" in capsys.readouterr().err


def test_a_unit_without_calls_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = unit(tmp_path / "unit", days=0)
    assert main(["export", str(tmp_path), "--settings", str(file)]) == 1
    assert "no call has been kept yet" in capsys.readouterr().err
    (tmp_path / "unit" / "logbook.db").unlink()
    assert main(["export", str(tmp_path), "--settings", str(file)]) == 1
    assert main(["export", str(tmp_path / "not there"), "--settings", str(file)]) == 2


def test_a_name_that_is_no_folders_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = unit(tmp_path / "unit", name="../../etc")
    assert main(["export", str(tmp_path), "--settings", str(file)]) == 2
    assert "is no name for a unit" in capsys.readouterr().err


def whole_or_none(stick: Path) -> int:
    """How many whole bundles lie there; a folder under a bundle's name that is not one fails."""
    home = stick / "cuelight" / "desk-07"
    named = [path for path in home.iterdir() if not path.name.startswith(".")] if home.exists() else []
    for path in named:
        checked(path, None)
    return len(named)


@pytest.mark.slow
def test_killed_at_any_moment_it_leaves_a_whole_bundle_or_none(tmp_path: Path) -> None:
    file = unit(tmp_path / "unit", days=5, calls=100)
    stick = tmp_path / "stick"
    stick.mkdir()
    words = [sys.executable, "-m", "firmware_app", "export", str(stick), "--settings", str(file)]
    began = time.monotonic()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    takes_s = time.monotonic() - began
    shutil.rmtree(stick / "cuelight")
    outcomes = []
    for k in range(16):
        export = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(takes_s * (0.3 + 0.8 * k / 16))
        export.send_signal(signal.SIGKILL)
        export.wait()
        outcomes.append(whole_or_none(stick))
        shutil.rmtree(stick / "cuelight", ignore_errors=True)
    assert 0 in outcomes


def test_a_stick_that_is_full_gets_nothing_and_says_so(tmp_path: Path) -> None:
    file = unit(tmp_path / "unit", days=5, calls=100)
    stick = tmp_path / "stick"
    stick.mkdir()
    export = f"{sys.executable} -m firmware_app export {stick} --settings {file}"
    small = f"mount -t tmpfs -o size=200k stick {stick}; {export}; echo $?; ls -A {stick}/cuelight/desk-07"
    words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", small]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "No space left on device" in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == "1\n"


def test_what_an_export_left_half_done_is_cleared_by_the_next(tmp_path: Path) -> None:
    file = unit(tmp_path / "unit")
    half = tmp_path / "stick" / "cuelight" / "desk-07" / ".part-1234"
    half.mkdir(parents=True)
    (half / "calls.csv").write_text("half")
    bundle = exported(file, tmp_path / "stick")
    assert os.listdir(bundle.parent) == [bundle.name]  # noqa: PTH208


def test_a_stick_pulled_in_the_midst_of_the_renaming_keeps_its_bundle(tmp_path: Path) -> None:
    """It has both names for the same files: what is taken away under the one is gone under the other."""
    file = unit(tmp_path / "unit")
    bundle = exported(file, tmp_path / "stick")
    other = bundle.with_name(f".part-{bundle.name}")
    other.symlink_to(bundle.name)
    again = exported(file, tmp_path / "stick")
    assert sorted(os.listdir(bundle.parent)) == sorted((bundle.name, other.name, again.name))  # noqa: PTH208
    assert checked(bundle, None).calls == checked(again, None).calls


@pytest.fixture
def trainer(tmp_path: Path) -> tuple[Path, str]:
    """A trainer's key: its file, and its public half."""
    file = tmp_path / "trainer.key"
    done = subprocess.run(["age-keygen", "-o", str(file)], capture_output=True, text=True, check=True)
    return file, done.stderr.split()[-1]


def sealed_unit(folder: Path, recipient: str) -> Path:
    file = unit(folder)
    file.write_text(file.read_text() + f'[export]\ntrainer_key = "{recipient}"\n')
    return file


def sealed(file: Path, stick: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    stick.mkdir(exist_ok=True)
    assert main(["export", str(stick), "--settings", str(file)]) == 0
    return Path(capsys.readouterr().out.strip())


def test_an_encrypted_bundle_is_one_file_that_only_the_trainer_opens(
    tmp_path: Path, trainer: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = sealed(sealed_unit(tmp_path / "unit", trainer[1]), tmp_path / "stick", capsys)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert path.read_bytes().startswith(b"age-encryption.org/v1\n")
    out = str(tmp_path / "r.html")
    assert main(["report", str(tmp_path / "stick"), "-o", out]) == 2
    assert "is encrypted; give the trainer's key by --identity" in capsys.readouterr().err
    assert main(["report", str(tmp_path / "stick"), "-o", out, "--identity", str(trainer[0])]) == 0
    assert capsys.readouterr().out == "60 calls of 1 desks from 1 bundles\n"
    other = tmp_path / "other.key"
    subprocess.run(["age-keygen", "-o", str(other)], capture_output=True, check=True)
    assert main(["report", str(tmp_path / "stick"), "-o", out, "--identity", str(other)]) == 2
    assert "cannot be opened with" in capsys.readouterr().err


def test_no_byte_of_an_encrypted_bundle_may_change_or_be_missing(
    tmp_path: Path, trainer: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = sealed(sealed_unit(tmp_path / "unit", trainer[1]), tmp_path / "stick", capsys)
    whole = path.read_bytes()
    chance = random.Random(1)
    for turn in range(20):
        place = chance.randrange(len(whole))
        cut = whole[:place] if turn % 2 else whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        path.write_bytes(cut)
        words = ["report", str(path), "-o", str(tmp_path / "r.html"), "--identity", str(trainer[0])]
        assert main(words) == 2
        assert capsys.readouterr().err.count("\n") == 2  # what is wrong with it, and that nothing is left
    path.write_bytes(whole)
    assert main(words) == 0


def test_a_key_that_is_none_is_told_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sealed_unit(tmp_path / "unit", "age1nonsense")
    (tmp_path / "stick").mkdir()
    assert main(["export", str(tmp_path / "stick"), "--settings", str(file)]) == 1
    err = capsys.readouterr().err
    assert "export.trainer_key: 'age1nonsense' cannot be encrypted to" in err
    assert err.count("\n") == 1
    assert list((tmp_path / "stick" / "cuelight" / "desk-07").iterdir()) == []
