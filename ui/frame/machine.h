// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

#include "core/train/devices.h"

namespace gano {

/// What computes here. Read in the background, as asking for GPUs may take seconds.
struct MachineFacts {
    std::vector<ComputeDevice> devices;
    std::string engine;
    std::string slowBlas;  ///< A sentence, or empty.
    std::string missingGpu = {};  ///< Why no GPU is used, a sentence; empty when there is one.
};

MachineFacts readMachine();

/// "Processor, 8 threads", the name of the device that `wanted` stands for ("auto": the best). 0 threads: one per core.
QString deviceName(const MachineFacts& machine, const std::string& wanted, int threads);
/// Why this device and no other, for a tool tip.
QString deviceReason(const MachineFacts& machine, const std::string& wanted);

/// Versions, devices, screens and settings as plain text, for a report of a problem.
QString diagnosticsText(const MachineFacts& machine);

}  // namespace gano
