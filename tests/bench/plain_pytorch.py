# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plain program that Ganoscope is measured against: a Pix2Pix and fine-tuning script in eager PyTorch.

Written as a careful user would: the generator runs once per step, the discriminator sees it detached and is frozen while the
generator learns, gradients are set to none, the loader has a worker process per core, evaluation runs without gradients.
It answers requests, one JSON object per line, exactly as bench_steps.cpp does; speed.py holds both in turns.
"""
import json
import random
import sys
import time
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset

import plain_networks
import roofline

Image.MAX_IMAGE_PIXELS = None


class Learner:
    """The networks with their optimisers, from the weights and the batch of a file."""

    def __init__(self, request):
        start = plain_networks.read_safetensors(request["start"])
        self.device = torch.device(request.get("device", "cpu"))
        self.autocast = request.get("autocast", False)
        torch.backends.cudnn.benchmark = True
        self.generator = plain_networks.generator(request["network"], request["width"])
        plain_networks.load(self.generator, start, "generator.")
        self.generator.to(self.device)
        self.discriminator = plain_networks.PatchGan()
        plain_networks.load(self.discriminator, start, "discriminator.")
        self.discriminator.to(self.device)
        if request.get("compile", False):
            self.generator, self.discriminator = torch.compile(self.generator), torch.compile(self.discriminator)
        self.pretrains = request["work"].endswith("pretrain")
        rate, betas = request.get("rate", 2e-4), (0.5, 0.999)
        self.adam_g = torch.optim.Adam(self.generator.parameters(), lr=rate, betas=betas)
        self.adam_d = torch.optim.Adam(self.discriminator.parameters(), lr=rate, betas=betas)
        self.batch = tuple(start[name].to(self.device) for name in ("batch.corrupted", "batch.clean" if self.pretrains else "batch.target"))

    def step(self, x, y):
        return self.gan_step(x, y) if self.pretrains else self.supervised_step(x, y)

    def generated(self, x):
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.autocast):
            return self.generator(x).float()

    def judged(self, x, y):
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.autocast):
            return self.discriminator(torch.cat([x, y], 1)).float()

    def gan_step(self, x, y):
        fake = self.generated(x)
        self.adam_d.zero_grad(set_to_none=True)
        on_real = self.judged(x, y)
        on_fake = self.judged(x, fake.detach())
        real, made = F.mse_loss(on_real, torch.ones_like(on_real)), F.mse_loss(on_fake, torch.zeros_like(on_fake))
        ((real + made) * 0.5).backward()
        self.adam_d.step()

        self.discriminator.requires_grad_(False)
        self.adam_g.zero_grad(set_to_none=True)
        judged = self.judged(x, fake)
        fooled, close = F.mse_loss(judged, torch.ones_like(judged)), F.l1_loss(fake, y)
        (fooled + 100.0 * close).backward()
        self.adam_g.step()
        self.discriminator.requires_grad_(True)
        return [fooled.detach(), close.detach(), real.detach(), made.detach()]

    def supervised_step(self, x, y):
        self.adam_g.zero_grad(set_to_none=True)
        loss = F.binary_cross_entropy_with_logits(self.generated(x), y)
        loss.backward()
        self.adam_g.step()
        return [loss.detach()]


class Step:
    """One optimiser step on a batch that stays the same."""

    def __init__(self, request):
        self.learner = Learner(request)

    def once(self):
        self.learner.step(*self.learner.batch)

    def losses(self, steps):
        return [[float(loss) for loss in self.learner.step(*self.learner.batch)] for _ in range(steps)]

    def output(self):
        self.learner.generator.eval()
        with torch.no_grad():
            out = self.learner.generator(self.learner.batch[0])
        self.learner.generator.train()
        return [float(value) for value in out.flatten()]


def blurred(image, sigma):
    radius = max(1, int(numpy.ceil(3.0 * sigma)))
    places = torch.arange(-radius, radius + 1, dtype=torch.float32)
    kernel = torch.exp(-places.square() / (2.0 * sigma * sigma))
    kernel /= kernel.sum()
    padded = F.pad(image[None], (radius, radius, radius, radius), mode="reflect")
    return F.conv2d(F.conv2d(padded, kernel.view(1, 1, 1, -1)), kernel.view(1, 1, -1, 1))[0]


class Patches(Dataset):
    """Files of a folder: a random crop, flipped and turned; with noise and blur for pretraining, with its mask otherwise."""

    def __init__(self, request):
        self.files = sorted(Path(request["images"]).iterdir())
        self.masks = None if request["pretrain"] else Path(request["masks"])
        self.crop, self.raw = request["crop"], request.get("raw", False)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        image = self.read(self.files[index])
        if self.raw:
            return image
        target = image if self.masks is None else self.read(self.masks / self.files[index].name)
        y, x = random.randrange(image.shape[1] - self.crop + 1), random.randrange(image.shape[2] - self.crop + 1)
        flip, turns = random.random() < 0.5, random.randrange(4)
        image, target = (self.seen(one, y, x, flip, turns) for one in (image, target))
        if self.masks is not None:
            return image, (target > 0.5).float()
        sigma = random.uniform(0.0, 2.0)
        spoilt = blurred(image, sigma) if sigma > 0.05 else image
        return spoilt + torch.randn_like(spoilt) * random.uniform(0.02, 0.2), target

    @staticmethod
    def read(file):
        with Image.open(file) as image:
            return torch.from_numpy(numpy.asarray(image, dtype=numpy.float32))[None] / 255.0

    def seen(self, image, y, x, flip, turns):
        view = image[:, y:y + self.crop, x:x + self.crop]
        return torch.rot90(view.flip(2) if flip else view, turns, (1, 2)).contiguous()


class Epoch:
    """A pass over a folder with reading, variation and corruption, and a checkpoint at its end."""

    def __init__(self, request):
        self.learner = Learner(request)
        self.out = Path(request["out"])
        patches = Patches({**request, "pretrain": self.learner.pretrains})
        self.loader = DataLoader(patches, request["batch"], shuffle=True, num_workers=request["threads"], persistent_workers=True)
        self.parts = ("generator", "discriminator", "adam_g", "adam_d") if self.learner.pretrains else ("generator", "adam_g")

    def once(self):
        for x, y in self.loader:
            self.learner.step(x, y)
        torch.save({part: getattr(self.learner, part).state_dict() for part in self.parts}, self.out / "plain.pt")


class Load:
    """Patches read into batches of floats, by one core."""

    def __init__(self, request):
        torch.set_num_threads(1)
        self.rounds = request["rounds"]
        self.loader = DataLoader(Patches({**request, "pretrain": True, "raw": True}), request["batch"], shuffle=True)

    def once(self):
        for _ in range(self.rounds):
            for _ in self.loader:
                pass


class Predict:
    """A file into probabilities and labels on disk: whole where memory allows, else in tiles with Ganoscope's overlap."""

    def __init__(self, request):
        start = plain_networks.read_safetensors(request["start"])
        self.generator = plain_networks.generator(request["network"], request["width"])
        plain_networks.load(self.generator, start, "generator.")
        self.generator.eval()
        self.image, self.out = Path(request["image"]), Path(request["out"])
        self.tile, self.overlap = request["tile"], request["overlap"]
        self.whole = request["whole"]

    def once(self):
        with Image.open(self.image) as file:
            image = torch.from_numpy(numpy.asarray(file, dtype=numpy.float32))[None, None] / 255.0
        with torch.no_grad():
            probability = torch.sigmoid(self.generator(image)) if self.whole else self.tiled(image)
        probability = probability[0, 0].numpy()
        Image.fromarray(probability).save(self.out / "plain_probability.tif")
        Image.fromarray((probability > 0.5).astype(numpy.uint8)).save(self.out / "plain_labels.tif")

    def tiled(self, image):
        height, width = image.shape[2:]
        total, weight = torch.zeros(1, 1, height, width), torch.zeros(1, 1, height, width)
        stride = self.tile - self.overlap
        ramp = torch.sin(0.5 * numpy.pi * (torch.arange(self.overlap) + 0.5) / self.overlap).square().clamp_min(1e-4)
        line = torch.cat([ramp, torch.ones(self.tile - 2 * self.overlap), ramp.flip(0)])
        window = line[:, None] * line[None, :]
        for y in range(0, max(1, height - self.overlap), stride):
            for x in range(0, max(1, width - self.overlap), stride):
                top, left = min(y, height - self.tile), min(x, width - self.tile)
                place = (..., slice(top, top + self.tile), slice(left, left + self.tile))
                total[place] += torch.sigmoid(self.generator(image[place])) * window
                weight[place] += window
        return total / weight


WORKS = {"pretrain": Step, "finetune": Step, "epoch-pretrain": Epoch, "epoch-finetune": Epoch, "predict": Predict, "load": Load}


def seconds_of(work, times):
    start = time.perf_counter()
    for _ in range(times):
        work.once()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return {"seconds": (time.perf_counter() - start) / times}


def profiled(work):
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        start = time.perf_counter()
        work.once()
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "operators": {row.key: row.self_cpu_time_total * 1e-6 for row in profile.key_averages()}}


def answer(request, state):
    what = request["do"]
    if what == "prepare":
        torch.set_num_threads(request["threads"])
        state["work"] = WORKS[request["work"]](request)
        return {"program": f"PyTorch {torch.__version__}", "threads": torch.get_num_threads()}
    if what == "turn":
        return seconds_of(state["work"], request.get("times", 1))
    if what == "profile":
        return profiled(state["work"])
    if what == "count":
        return roofline.counted(request)
    return {what: getattr(state["work"], what)(*request.get("arguments", []))}


def main():
    state = {}
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), state)
        except Exception as failure:  # Whatever it is, the driver has to hear of it.
            reply = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    torch.manual_seed(1)
    main()
