"""What the benchmarks share: where data and program are, running a program for its time and peak memory, the machine's line.

Nothing here fails by time: a benchmark prints what it measured.  It fails when results are not equal.
"""
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.path.normpath(os.path.join(ROOT, "..", "shared", "data", "ukraine"))
TRUCE = os.path.abspath(os.environ.get("TRUCE", os.path.join(ROOT, "build", "release", "truce")))
DEMO = os.path.join(ROOT, "build", "bench-demo")
PYTHON = "/usr/bin/python3"  # Debian's, which has python3-shapely and python3-pyproj


class Run:
    """One program, run some times.  Peak memory is that of the largest run, never below this script's own (about 12 MiB)."""

    def __init__(self, command, times, codes=(0,)):
        self.command = command
        self.seconds = []
        self.peak_mib = 0.0
        self.output = ""
        for _ in range(times):
            self.once(codes)
        self.median_s = statistics.median(self.seconds)

    def once(self, codes):
        with tempfile.TemporaryFile() as out:
            start = time.perf_counter()
            process = subprocess.Popen(self.command, stdout=out, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds.append(time.perf_counter() - start)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in codes:
                sys.exit(f"{' '.join(self.command)}: exit code {process.returncode}")
            self.peak_mib = max(self.peak_mib, usage.ru_maxrss / 1024)
            out.seek(0)
            self.output = out.read().decode()

    def line(self, name):
        return (f"{name:<28} median {seconds_text(self.median_s)} of {len(self.seconds)}"
                f" ({seconds_text(min(self.seconds))} to {seconds_text(max(self.seconds))}), peak {self.peak_mib:.0f} MiB")


def seconds_text(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    loads = " ".join(f"{load:.2f}" for load in os.getloadavg())
    return f"machine: {model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, load before {loads}"


def real_data():
    return os.path.isdir(DATA)


def demo():
    """A folder with the fictional conflict, made once."""
    if not os.path.exists(os.path.join(DEMO, "claims.yaml")):
        subprocess.run([TRUCE, "demo", DEMO], check=True, stdout=subprocess.DEVNULL)
    return DEMO
