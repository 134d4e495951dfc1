# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks of Ganoscope as a careful user of PyTorch would write them: plain modules, eager, default layout and precision.

Names of parameters are those of models/unet.cpp, models/hrnet.cpp and PatchGan, so that weights files load by name.
"""
import json

import numpy
import torch
import torch.nn.functional as F
from torch import nn


class ResidualBlock(nn.Module):
    def __init__(self, inside, out, dilation):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, out, 3, padding=dilation, dilation=dilation)
        self.norm1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=dilation, dilation=dilation)
        self.norm2 = nn.BatchNorm2d(out)
        self.skip = nn.Conv2d(inside, out, 1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        out = self.relu(self.norm1(self.conv1(x)))
        out = self.norm2(self.conv2(out))
        out += self.skip(x)
        return self.relu(out)


class UNet(nn.Module):
    def __init__(self, dilations, width):
        super().__init__()
        widths = [width << i for i in range(len(dilations))]
        self.encoder = nn.ModuleList(
            [ResidualBlock(1 if i == 0 else widths[i - 1], widths[i], d) for i, d in enumerate(dilations)])
        self.decoder = nn.ModuleList(
            [ResidualBlock(widths[i] + widths[i + 1], widths[i], d) for i, d in enumerate(dilations[:-1])])
        self.head = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        skips = []
        for block in self.encoder[:-1]:
            skips.append(block(x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.encoder[-1](x)
        for block, skip in zip(reversed(self.decoder), reversed(skips)):
            x = F.interpolate(x, size=skip.shape[2:], mode="nearest")
            x = block(torch.cat([skip, x], 1))
        return self.head(x)


def convolution(inside, out, side, stride, relu):
    layers = [nn.Conv2d(inside, out, side, stride, side // 2, bias=False), nn.BatchNorm2d(out)]
    return layers + [nn.ReLU(inplace=True)] if relu else layers


class HrBlock(nn.Module):
    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body = nn.Sequential(*body)
        if shortcut is not None:
            self.shortcut = nn.Sequential(*shortcut)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        out = self.body(x)
        out += self.shortcut(x) if hasattr(self, "shortcut") else x
        return self.relu(out)


def basic(channels):
    return HrBlock(convolution(channels, channels, 3, 1, True) + convolution(channels, channels, 3, 1, False))


def bottleneck(inside, planes):
    body = convolution(inside, planes, 1, 1, True) + convolution(planes, planes, 3, 1, True) + convolution(planes, planes * 4, 1, 1, False)
    return HrBlock(body, convolution(inside, planes * 4, 1, 1, False) if inside != planes * 4 else None)


def resized(x, like):
    if x.shape[2:] == like.shape[2:]:
        return x
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=False)


class Exchange(nn.Module):
    """Parallel branches, then every branch receives all others at its own resolution."""

    def __init__(self, widths, blocks):
        super().__init__()
        self.branches = nn.ModuleList([nn.ModuleList([basic(w) for _ in range(blocks)]) for w in widths])
        self.fuse = nn.ModuleList()
        for i in range(len(widths)):
            for j in range(len(widths)):
                path = convolution(widths[j], widths[i], 1, 1, False) if j > i else []
                for k in range(j, i):
                    last = k + 1 == i
                    path += convolution(widths[j], widths[i] if last else widths[j], 3, 2, not last)
                self.fuse.append(nn.Sequential(*path))

    def forward(self, x):
        for i, blocks in enumerate(self.branches):
            for block in blocks:
                x[i] = block(x[i])
        out = []
        for i in range(len(x)):
            total = x[i]
            for j in range(len(x)):
                if j != i:
                    total = total + resized(self.fuse[i * len(x) + j](x[j]), x[i])
            out.append(F.relu(total))
        return out


class HrNet(nn.Module):
    """HRNetV2-W18-small-v1: one block in the stem, one exchange per stage, two blocks per branch, widths 16, 32, 64, 128."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(*convolution(1, 64, 3, 2, True), *convolution(64, 64, 3, 2, True))
        self.stage1 = nn.Sequential(bottleneck(64, 32))
        before = [128]
        for stage in range(3):
            widths = [16 << i for i in range(stage + 2)]
            for i, width in enumerate(widths):
                fresh = i >= len(before)
                if fresh or before[i] != width:
                    path = convolution(before[-1] if fresh else before[i], width, 3, 2 if fresh else 1, True)
                    setattr(self, f"transition{stage + 1}_{i}", nn.Sequential(*path))
            setattr(self, f"stage{stage + 2}", nn.ModuleList([Exchange(widths, 2)]))
            before = widths
        self.head = nn.Sequential(nn.Conv2d(240, 240, 1), nn.BatchNorm2d(240), nn.ReLU(inplace=True), nn.Conv2d(240, 1, 1))

    def forward(self, images):
        x = [self.stage1(self.stem(images))]
        for stage in range(3):
            following = []
            for i in range(stage + 2):
                source = x[min(i, len(x) - 1)]
                path = getattr(self, f"transition{stage + 1}_{i}", None)
                following.append(source if path is None else path(source))
            for module in getattr(self, f"stage{stage + 2}"):
                following = module(following)
            x = following
        x = torch.cat([x[0]] + [resized(one, x[0]) for one in x[1:]], 1)
        return resized(self.head(x), images)


class PatchGan(nn.Module):
    """The 70 x 70 discriminator of Pix2Pix."""

    def __init__(self):
        super().__init__()
        layers = [nn.Conv2d(2, 64, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True)]
        for inside, stride in ((64, 2), (128, 2), (256, 1)):
            layers += [nn.Conv2d(inside, inside * 2, 4, stride, 1, bias=False), nn.BatchNorm2d(inside * 2), nn.LeakyReLU(0.2, inplace=True)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(512, 1, 4, 1, 1))

    def forward(self, pair):
        return self.layers(pair)


def generator(name, width):
    """`name` as in models/catalogue.cpp; of the U-Nets those that are measured."""
    dilations = {"unet_2_44": (1, 1, 1), "unet_4_424": (1, 1, 2, 2, 3)}
    return UNet(dilations[name], width) if name in dilations else HrNet()


TYPES = {"F32": numpy.float32, "F64": numpy.float64, "I64": numpy.int64, "U8": numpy.uint8}


def read_safetensors(file):
    with open(file, "rb") as stream:
        header = json.loads(stream.read(int.from_bytes(stream.read(8), "little")))
        data = stream.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = numpy.frombuffer(data[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


def load(module, tensors, prefix):
    """Every tensor that begins with `prefix`, and no other, must have a place in the module."""
    module.load_state_dict({name[len(prefix):]: value for name, value in tensors.items() if name.startswith(prefix)}, strict=True)
