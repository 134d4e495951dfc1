// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gano::house {

/// The texts of the project by their path from its root, with '/' between folders: "core/base/error.h".
using Sources = std::map<std::string, std::string>;

/// What is wrong, a sentence each that begins with file and line: "core/base/x.h:3: …".
using Complaints = std::vector<std::string>;

/// Reads what the rules are about: C++ and CMake files, pages and scripts outside of build folders and pictures.
Sources readSources(const std::filesystem::path& root);

/// Who includes whom: rooms downward only, project headers from the root of the project.
Complaints roomComplaints(const Sources& sources);

/// Qt in ui, the GUI's main and tests only; OpenCV in .cpp files of core/formats and core/measure only.
Complaints libraryComplaints(const Sources& sources);

/// LibTorch in models, and in .cpp files and *_torch.h of core/train and core/predict; also not by way of other headers.
/// The headers of LibTorch that a processor build lacks are used nowhere.
Complaints torchComplaints(const Sources& sources);

/// The two-line licence header of every C++ file.
Complaints licenceComplaints(const Sources& sources);

/// C++ files of fewer than 400 lines.
Complaints lengthComplaints(const Sources& sources);

/// No path that exists on one machine only, and no note that something is still to be written.
Complaints wordComplaints(const Sources& sources);

}  // namespace gano::house
