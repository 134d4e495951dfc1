// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace gano {

/// Where the running program is, its links followed; empty where the system does not tell.
std::filesystem::path programFolder();

/// What comes with the programs as folders of files.
enum class Shipped {
    Models,    ///< Pretrained weights with their cards.
    Samples,   ///< Sample images with labels.
    SelfTest,  ///< A picture in every format, for the self-test.
    Licences,  ///< Texts of the licences of the libraries that a bundle holds.
    Fonts,     ///< For systems without any.
};

/// The folder, wherever the programs were put: share/ganoscope beside bin (packages and bundles), beside the program
/// (Windows), Resources (macOS), or in the source tree around a build. Nothing where it was not installed.
std::optional<std::filesystem::path> shippedFolder(Shipped what);

}  // namespace gano
