"""What the checks against real data share: where the data is, running the program, counting what is right.

Not a check itself, so it is not executable.  A check prints a line for each thing that is wrong, then a line that sums up, and exits 1
when anything was wrong.  Where ../shared/data is absent it prints that it was skipped.
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.normpath(os.path.join(ROOT, "..", "shared", "data", "ukraine"))
MAPS = os.path.join(DATA, "control", "deepstate")
ISW = os.path.join(DATA, "control", "isw")
PLACES = os.path.join(DATA, "places", "ua_settlements_with_regions.csv")
REGIONS = os.path.join(DATA, "regions")
EXAMPLE = os.path.join(ROOT, "examples", "ukraine-2025", "claims.yaml")
TRUCE = os.path.abspath(os.environ.get("TRUCE", os.path.join(ROOT, "build", "release", "truce")))
VERDICTS = (0, 1, 2)

# every kind in the places file but `locality`
SETTLED = ["city", "hamlet", "isolated_dwelling", "neighbourhood", "place", "suburb", "town", "village"]

# The reference figures go by the dates in the file names; the description that comes with the program says that these maps show the day before.
BY_FILE_DATE = """truce: "1"
source: by-file-date
party: RU
files: "deepstatemap_data_{YYYYMMDD}.geojson"
shows: same day
accuracy: none given
"""


class Check:
    def __init__(self):
        self.name = "real/" + os.path.basename(sys.argv[0])
        self.n = self.wrong = 0

    def needs_data(self):
        if not os.path.isdir(DATA):
            print(f"{self.name}: skipped, ../shared/data/ukraine is not there")
            sys.exit(0)

    def true(self, what, condition, seen=""):
        self.n += 1
        if not condition:
            self.wrong += 1
            print(f"{self.name}: wrong: {what}: {seen}")

    def equal(self, what, seen, wanted):
        self.true(what, seen == wanted, f"{seen!r}, expected {wanted!r}")

    def near(self, what, seen, wanted, tolerance):
        ok = seen is not None and abs(float(seen) - wanted) <= tolerance
        self.true(what, ok, f"{seen}, expected {wanted} +- {tolerance:g}")

    def end(self):
        print(f"{self.name}: {self.n} figures checked, {self.wrong} wrong")
        sys.exit(1 if self.wrong else 0)


def run(*arguments, codes=(0,), folder=None):
    """Standard output and standard error; an exit code that is not in codes ends the check."""
    done = subprocess.run([TRUCE, *arguments], capture_output=True, text=True, cwd=folder, check=False)
    if done.returncode not in codes:
        print(f"truce {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
        sys.exit(1)
    return done.stdout, done.stderr


def claim(name, start, end, quantity, where=None):
    """One claim as YAML.  `start` is the day whose map begins the period, so the claim's first day is the one after it."""
    lines = [f"  - id: {name}", "    by: test", "    party: RU"]
    if start:
        lines.append(f'    period: {{from: "{day_after(start)}", to: "{end}"}}')
    if where:
        lines.append(f"    where: {where}")
    return "\n".join(lines + [f"    quantity: {quantity}"]) + "\n"


def day_after(day):
    import datetime
    return str(datetime.date.fromisoformat(day) + datetime.timedelta(days=1))


def verify(claims, maps=MAPS, description=BY_FILE_DATE, places=False, regions=False, options=()):
    """The answer to claims (a list of YAML texts) as JSON, a dictionary from the claim's id; and all of it."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "asked.yaml"), "w", encoding="utf-8") as file:
            file.write('truce: "1"\nclaims:\n' + "".join(claims))
        if description:
            with open(os.path.join(folder, "source-used.yaml"), "w", encoding="utf-8") as file:
                file.write(description)
            maps = "source-used.yaml=" + maps
        arguments = ["verify", "asked.yaml", "--maps", maps, "--format", "json", *options]
        arguments += ["--places", PLACES] if places else []
        arguments += ["--regions", REGIONS] if regions else []
        answer = json.loads(run(*arguments, codes=VERDICTS, folder=folder)[0])
    return {c["id"]: c["sources"][0] for c in answer["claims"]}, answer


def series(maps=MAPS, options=()):
    return list(csv.DictReader(io.StringIO(run("series", maps, "--format", "csv", *options)[0])))


def file_date(path):
    """2025-01-02 of .../deepstatemap_data_20250102.geojson"""
    digits = os.path.basename(path)[-16:-8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
