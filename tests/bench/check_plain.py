# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plain program of the benchmark and Ganoscope do the same: equal outputs from equal weights, equal losses while learning.

check_plain.py FOLDER, where bench_steps is. Ends with 77, which counts as skipped, where PyTorch for Python is missing.
"""
import sys
import tempfile
from pathlib import Path

try:
    import torch  # noqa: F401
    from PIL import Image  # noqa: F401
except ImportError as missing:
    print(f"Skipped: {missing}. On Debian: apt-get install python3-torch python3-pil.")
    sys.exit(77)

import programs

NETWORKS = (("unet_2_44", 4), ("unet_4_424", 4), ("hrnet_w18_small_v1", 16))
STEPS, SIDE, BATCH = 3, 64, 2
# Allowed differences of the output, the losses of the first step and of the last. Convolutions with fewer products round at other places;
# Adam's first steps are as long for a gradient of nothing but rounding as for any other, so that losses move apart while the output does not.
ALLOWED = (("winograd", (1e-4, 1e-4, 5e-3)), (None, (1e-4, 1e-2, 1e-1)))


def largest(ours, plain):
    """The largest difference, relative to the largest value."""
    if len(ours) != len(plain) or not ours:
        sys.exit(f"One program gives {len(ours)} numbers, the other {len(plain)}.")
    return max(abs(a - b) for a, b in zip(ours, plain)) / max(1e-6, max(abs(a) for a in ours))


def check(without, allowed, folder, wrong):
    label = f"without {without}" if without else "with every lever"
    with programs.ours(Path(sys.argv[1]), 1, without) as ours, programs.plain(1) as plain:
        for network, width in NETWORKS:
            request = {"network": network, "width": width, "batch": BATCH, "side": SIDE, "rate": 1e-3, "precision": "float32", "start": f"{folder}/{network}.safetensors"}
            ours.ask("start", **request)
            for work in ("pretrain", "finetune"):
                for program in (ours, plain):
                    program.ask("prepare", **request, work=work)
                outputs = [program.ask("output")["output"] for program in (ours, plain)]
                losses = [program.ask("losses", arguments=[STEPS])["losses"] for program in (ours, plain)]
                found = (("output", largest(*outputs)), ("losses of step 1", largest(losses[0][0], losses[1][0])), (f"losses of step {STEPS}", largest(losses[0][-1], losses[1][-1])))
                for (what, difference), most in zip(found, allowed):
                    print(f"{network}, {work}, {label}: {what} differ by {difference:.1e}, allowed {most:.0e}")
                    if not difference < most:
                        wrong.append(f"{network}, {work}, {label}: {what}")
                if losses[0][0] == losses[0][-1]:
                    wrong.append(f"{network}, {work}: nothing was learned")


def main():
    wrong = []
    with tempfile.TemporaryDirectory(prefix="ganoscope-check-") as folder:
        for without, allowed in ALLOWED:
            check(without, allowed, folder, wrong)
    sys.exit(f"Not the same: {'; '.join(wrong)}." if wrong else 0)


if __name__ == "__main__":
    main()
