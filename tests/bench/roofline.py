# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a step has to do at least, counted from the network: arithmetic and bytes of its convolutions, and the time that a
machine with a given speed of matrix products and of memory needs for them (Williams et al. 2009, doi:10.1145/1498765.1498785).

Least bytes: every convolution reads its input and weights and writes its output once; backwards it reads the gradient of the
output twice, input and weights once, and writes both gradients. Everything between two convolutions counts as done on the way, for
nothing; no program that computes layer by layer does with less. Adam reads weights, gradients and both moments, and writes three of them.
"""
import torch
from torch import nn

import plain_networks

FLOAT = 4  # bytes


class Counter:
    """Sums over the convolutions that run while it listens; `passes` says which of the three products are needed."""

    def __init__(self):
        self.products = []  # FLOP and bytes of each.
        self.passes, self.wants_input = ("forward",), True

    def convolution(self, module, inputs, output):
        x, w = inputs[0].numel() * FLOAT, module.weight.numel() * FLOAT
        y = output.numel() * FLOAT
        flop = 2.0 * output.numel() * module.weight[0].numel()
        for one in self.passes:
            if one == "input" and inputs[0].shape[1] < 3 and not self.wants_input:
                continue  # Nobody asks for the gradient of an image.
            self.products.append((flop, x + w + y))

    def listen(self, network):
        for module in network.modules():
            if isinstance(module, nn.Conv2d):
                module.register_forward_hook(self.convolution)
        return network

    def adam(self, network):
        self.products.append((0.0, 7.0 * FLOAT * sum(p.numel() for p in network.parameters())))

    def result(self, parts=1):
        return {"products": [(flop * parts, size * parts) for flop, size in self.products]}


def seconds(products, flops, bandwidth):
    """What a machine with so many FLOP and bytes per second needs at least."""
    return sum(max(flop / flops, size / bandwidth) for flop, size in products)


def counted(request):
    """`work`: pretrain, finetune or predict, of `batch` images of `side` px; a prediction of so many `parts`."""
    counter = Counter()
    generator = counter.listen(plain_networks.generator(request["network"], request["width"]))
    x = torch.zeros(request["batch"], 1, request["side"], request["side"])
    with torch.no_grad():
        if request["work"] == "predict":
            generator.eval()(x)
            return counter.result(request["parts"])
        counter.passes, counter.wants_input = ("forward", "input", "weights"), False
        generator(x)
        counter.adam(generator)
        if request["work"] == "pretrain":
            discriminator = counter.listen(plain_networks.PatchGan())
            pair = torch.cat([x, x], 1)
            for _ in range(2):
                discriminator(pair)
            counter.passes, counter.wants_input = ("forward", "input"), True
            discriminator(pair)
            counter.adam(discriminator)
    return counter.result()
