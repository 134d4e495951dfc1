// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A graphics driver for tests of gpu_driver: answers what the environment says, as "CUDA version, start's result, GPUs", each
// GPU as its generation: FAKE_GPU_DRIVER="12040 0 86 120".
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <vector>

namespace {

std::vector<int> answers() {
    std::istringstream text(std::getenv("FAKE_GPU_DRIVER"));
    std::vector<int> numbers;
    for (int number = 0; text >> number;) numbers.push_back(number);
    return numbers;
}

}  // namespace

extern "C" {
int cuDriverGetVersion(int* version) { return *version = answers()[0], 0; }
int cuInit(unsigned) { return answers()[1]; }
int cuDeviceGetCount(int* count) { return *count = static_cast<int>(answers().size()) - 2, 0; }
int cuDeviceGetName(char* name, int length, int device) { return std::snprintf(name, static_cast<std::size_t>(length), "Card %d", device), 0; }
int cuDeviceGetAttribute(int* value, int attribute, int device) {
    const int generation = answers()[static_cast<std::size_t>(device) + 2];
    *value = attribute == 75 ? generation / 10 : generation % 10;
    return 0;
}
}
