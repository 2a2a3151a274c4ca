"""Runs as root inside a unit made from the Pi's image, in a virtual machine."""

from guest_tools import check, say, sh, wait


def state(what):
    return sh("systemctl", "show", "-p", what, "--value", "cuelight.service").stdout.strip()


def main():
    up = wait(lambda: state("ActiveState") == "active", 240)
    ready_s = round(int(state("ActiveEnterTimestampMonotonic") or 0) / 1e6, 1)
    machine = sh("uname", "-rm").stdout.strip()
    check("it comes up to its ready state", up is not None, ready_s=ready_s, machine=machine)
    # its own job, which runs this, is the one that is left
    wait(lambda: len(sh("systemctl", "list-jobs", "--no-legend").stdout.splitlines()) <= 1, 60)
    failed = sh("systemctl", "--failed", "--plain", "--no-legend").stdout.strip()
    check("no unit has failed", not failed, failed=failed)
    done = sh("env", "COLUMNS=200", "cuelight", "doctor", timeout=240.0)
    models = [line for line in done.stdout.splitlines() if "models" in line]
    right = "hashes and golden answers right" in done.stdout
    check("what it hears by computes as where it was made", right, models=models, doctor=done.stdout, said=done.stderr)
    say(done=True)


if __name__ == "__main__":
    main()
