// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_program.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

namespace test_program {
namespace {

using Parts = std::map<std::string, Part::Run>;

Parts& parts() {
    static Parts all;
    return all;
}

}  // namespace

Part::Part(const char* file, Run run) { parts().emplace(std::filesystem::path(file).stem().string().substr(std::string("tst_").size()), run); }

}  // namespace test_program

int main(int argc, char** argv) {
    const auto& parts = test_program::parts();
    const auto wanted = parts.find(argc > 1 ? argv[1] : "");
    if (wanted == parts.end()) {
        std::fprintf(stderr, "Which tests? This program has:");
        for (const auto& [name, run] : parts) std::fprintf(stderr, " %s", name.c_str());
        std::fprintf(stderr, "\n");
        return 2;
    }
    argv[1] = argv[0];
    return wanted->second(argc - 1, argv + 1);
}
