// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/image.h"

namespace gano {

/// More values than this in label images, and they are not label images.
inline constexpr std::size_t kMostLabels = 32;

/// A file offered as a label image that is none; unlike an unreadable file it ends the building of a store, because the
/// user has chosen the wrong folder. Internal to core/data.
class NotALabelImage : public Error {
public:
    using Error::Error;
};

/// A label image as 8-bit codes, and the value each code stands for, ascending.
struct CodedLabels {
    Image codes;
    std::vector<int> values;
};

/// Throws NotALabelImage, naming the file, for fractions and for more than kMostLabels values.
CodedLabels codeLabels(const Image& labels);

NotALabelImage tooManyLabels(const std::string& name);

}  // namespace gano
