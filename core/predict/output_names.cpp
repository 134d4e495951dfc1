// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predict/output_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace gano {
namespace fs = std::filesystem;

std::string OutputNames::next(const ImageRef& ref, bool stack) {
    auto name = ref.file.stem().string();
    if (!ref.part.empty()) {
        auto part = ref.part;
        std::ranges::replace(part, '/', '_');
        name += "_" + part;
    }
    if (stack) name += fmt::format("_{:04}", ref.frame);
    const auto lower = [](std::string text) {
        std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return text;
    };
    auto unique = name;
    for (int n = 2; !used_.insert(lower(unique)).second; ++n) unique = fmt::format("{}_{}", name, n);
    return unique;
}

bool liesAmongImages(const fs::path& out, const fs::path& images) {
    std::error_code ignored;
    const auto folder = fs::is_directory(images, ignored) ? images : fs::absolute(images).parent_path();
    return fs::exists(out, ignored) && fs::equivalent(out, folder, ignored);
}

}  // namespace gano
