// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/house/house_rules.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>

namespace gano::house {
namespace {

constexpr std::size_t kMostLines = 399;

/// A room and the rooms beneath it, whose headers it may include. The longest matching path decides.
struct Room {
    std::string_view path;
    std::vector<std::string_view> beneath;
};

const std::vector<Room>& rooms() {
    static const std::vector<Room> table = {
        {"core/base", {}},
        {"core/image", {"core/base"}},
        {"core/formats", {"core/base", "core/image"}},
        {"core/tasks", {"core/base", "core/image"}},
        {"core/data", {"core/base", "core/image", "core/formats", "core/tasks"}},
        {"core/measure", {"core/base", "core/image", "core/formats"}},
        {"models", {"core/base"}},
        {"core/train", {"core/base", "core/image", "core/formats", "core/tasks", "core/data", "models"}},
        {"core/predict", {"core/base", "core/image", "core/formats", "core/tasks", "core/data", "models", "core/train"}},
        {"core/study", {"core/base", "core/image", "core/formats", "core/tasks", "core/data", "core/measure", "models", "core/train", "core/predict"}},
        {"core/selftest", {"core/base", "core/image", "core/formats", "core/tasks", "core/data", "models", "core/train", "core/predict"}},
        {"ui", {"core", "models"}},
        // The GUI's main opens the window; whatever it would need of the core is the window's business.
        {"app/ganoscope", {"ui", "core/base"}},
        {"app/ganoscope_cli", {"core", "models"}},
        {"app/file_check", {"core/formats"}},
        {"tests", {"app", "core", "models", "ui"}},
    };
    return table;
}

bool isIn(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

bool isHeader(std::string_view path) { return path.ends_with(".h"); }
bool isCode(std::string_view path) { return isHeader(path) || path.ends_with(".cpp"); }

const Room* roomOf(std::string_view path) {
    const Room* best = nullptr;
    for (const auto& room : rooms())
        if (isIn(path, room.path) && (best == nullptr || room.path.size() > best->path.size())) best = &room;
    return best;
}

struct Include {
    std::size_t line;
    std::string name;
    bool quoted;
};

/// Calls `visit(number, line)` for each line, counted from 1.
template <class Visit>
std::size_t forEachLine(std::string_view text, Visit visit) {
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        visit(++number, text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return number;
}

std::vector<Include> includesOf(std::string_view text) {
    std::vector<Include> list;
    forEachLine(text, [&](std::size_t number, std::string_view line) {
        const auto skipBlanks = [&] {
            while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
        };
        skipBlanks();
        if (!line.starts_with('#')) return;
        line.remove_prefix(1);
        skipBlanks();
        if (!line.starts_with("include")) return;
        line.remove_prefix(7);
        skipBlanks();
        if (line.empty() || (line.front() != '"' && line.front() != '<')) return;
        const bool quoted = line.front() == '"';
        const auto end = line.find(quoted ? '"' : '>', 1);
        if (end != std::string_view::npos) list.push_back({number, std::string(line.substr(1, end - 1)), quoted});
    });
    return list;
}

std::string at(const std::string& file, std::size_t line, const std::string& sentence) {
    return file + ":" + std::to_string(line) + ": " + sentence;
}

bool isQt(std::string_view name) {
    const bool className = name.size() > 1 && name[0] == 'Q' && name[1] >= 'A' && name[1] <= 'Z' && name.find('.') == std::string_view::npos;
    return className || name.starts_with("Qt") || name.starts_with("qcustomplot") || name.starts_with("qt");
}

bool isTorch(std::string_view name) {
    return name.starts_with("torch/") || name.starts_with("ATen/") || name.starts_with("c10/") || name.starts_with("caffe2/");
}

bool mayHoldTorch(std::string_view path) {
    if (isIn(path, "models")) return true;
    const bool inside = isIn(path, "core/train") || isIn(path, "core/predict");
    return inside && (path.ends_with(".cpp") || path.ends_with("_torch.h"));
}

/// The project files that include LibTorch themselves or through other project files.
std::set<std::string> reachTorch(const Sources& sources) {
    std::map<std::string, std::vector<std::string>> includedBy;
    std::vector<std::string> open;
    for (const auto& [file, text] : sources) {
        if (!isCode(file)) continue;
        for (const auto& include : includesOf(text)) {
            if (isTorch(include.name)) open.push_back(file);
            if (include.quoted) includedBy[include.name].push_back(file);
        }
    }
    std::set<std::string> reached;
    while (!open.empty()) {
        const std::string file = open.back();
        open.pop_back();
        if (!reached.insert(file).second) continue;
        const auto& next = includedBy[file];
        open.insert(open.end(), next.begin(), next.end());
    }
    return reached;
}

}  // namespace

Sources readSources(const std::filesystem::path& root) {
    namespace fs = std::filesystem;
    Sources sources;
    const auto take = [&](const fs::path& file) {
        const auto name = file.filename().string();
        const auto extension = file.extension().string();
        constexpr std::array<std::string_view, 6> kinds = {".h", ".cpp", ".cmake", ".md", ".sh", ".json"};
        if (std::find(kinds.begin(), kinds.end(), extension) == kinds.end() && name != "CMakeLists.txt" && name != "dev" && name != "run") return;
        std::ifstream stream(file, std::ios::binary);
        sources[file.lexically_relative(root).generic_string()] = {std::istreambuf_iterator<char>(stream), {}};
    };
    for (const auto& entry : fs::directory_iterator(root))
        if (entry.is_regular_file()) take(entry.path());
    for (const char* folder : {".ci", "app", "cmake", "core", "docs", "models", "packaging", "resources", "tests", "ui"}) {
        if (!fs::exists(root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / folder))
            if (entry.is_regular_file()) take(entry.path());
    }
    return sources;
}

Complaints roomComplaints(const Sources& sources) {
    Complaints complaints;
    for (const auto& [file, text] : sources) {
        if (!isCode(file)) continue;
        const Room* own = roomOf(file);
        if (own == nullptr) {
            complaints.push_back(at(file, 1, "The file stands in no room; tests/house/house_rules.cpp lists the rooms."));
            continue;
        }
        for (const auto& include : includesOf(text)) {
            if (!include.quoted || include.name.ends_with(".moc") || include.name.starts_with("moc_")) continue;
            const std::string& name = include.name;
            if (!sources.contains(name)) {
                complaints.push_back(at(file, include.line, "\"" + name + "\" is no file of the project; name it from the root, or use <> for a library."));
                continue;
            }
            const bool allowed = isIn(name, own->path) || std::any_of(own->beneath.begin(), own->beneath.end(), [&](std::string_view room) { return isIn(name, room); });
            if (!allowed) complaints.push_back(at(file, include.line, std::string(own->path) + " must not include " + name + "."));
        }
    }
    return complaints;
}

Complaints libraryComplaints(const Sources& sources) {
    Complaints complaints;
    for (const auto& [file, text] : sources) {
        if (!isCode(file)) continue;
        const bool qtAllowed = isIn(file, "ui") || isIn(file, "app/ganoscope") || isIn(file, "tests");
        const bool openCvAllowed = file.ends_with(".cpp") && (isIn(file, "core/formats") || isIn(file, "core/measure") || isIn(file, "tests"));
        for (const auto& include : includesOf(text)) {
            if (isQt(include.name) && !qtAllowed) complaints.push_back(at(file, include.line, "Qt belongs to ui and app/ganoscope."));
            if (include.name.starts_with("opencv") && !openCvAllowed)
                complaints.push_back(at(file, include.line, "OpenCV belongs to the .cpp files of core/formats and core/measure."));
        }
    }
    return complaints;
}

Complaints torchComplaints(const Sources& sources) {
    Complaints complaints;
    const auto reached = reachTorch(sources);
    for (const auto& [file, text] : sources) {
        if (!isCode(file)) continue;
        for (const auto& include : includesOf(text)) {
            // Those files are compiled only where LibTorch has CUDA.
            if ((include.name.starts_with("c10/cuda") || include.name.starts_with("ATen/cuda")) && !file.ends_with("_cuda.cpp"))
                complaints.push_back(at(file, include.line, include.name + " does not exist in a LibTorch without CUDA."));
            if (mayHoldTorch(file) || isIn(file, "tests")) continue;
            if (isTorch(include.name)) complaints.push_back(at(file, include.line, "LibTorch belongs to models and to .cpp and *_torch.h of core/train and core/predict."));
            if (include.quoted && reached.contains(include.name)) complaints.push_back(at(file, include.line, include.name + " brings LibTorch with it."));
        }
    }
    return complaints;
}

Complaints licenceComplaints(const Sources& sources) {
    constexpr std::string_view first = "// SPDX-FileCopyrightText: ";
    constexpr std::string_view second = "// SPDX-License-Identifier: GPL-3.0-or-later";
    Complaints complaints;
    for (const auto& [file, text] : sources) {
        if (!isCode(file)) continue;
        bool good[2] = {false, false};
        forEachLine(text, [&](std::size_t number, std::string_view line) {
            if (number == 1) good[0] = line.starts_with(first);
            if (number == 2) good[1] = line == second;
        });
        if (!good[0] || !good[1]) complaints.push_back(at(file, good[0] ? 2 : 1, "The two SPDX lines of the other files are missing."));
    }
    return complaints;
}

Complaints lengthComplaints(const Sources& sources) {
    Complaints complaints;
    for (const auto& [file, text] : sources) {
        if (!isCode(file)) continue;
        const auto lines = forEachLine(text, [](std::size_t, std::string_view) {});
        if (lines > kMostLines) complaints.push_back(at(file, lines, "The file is longer than " + std::to_string(kMostLines) + " lines; divide it."));
    }
    return complaints;
}

Complaints wordComplaints(const Sources& sources) {
    // Written in two parts, so that this file keeps its own rule.
    static const std::array<std::string, 8> paths = {"/ho" "me/", "/wo" "rk/", "/ro" "ot/", "/Us" "ers/", "/mn" "t/", "/tm" "p/", "/op" "t/", "C:" "\\"};
    static const std::array<std::string, 2> notes = {"TO" "DO", "FIX" "ME"};
    Complaints complaints;
    for (const auto& [file, text] : sources) {
        forEachLine(text, [&](std::size_t number, std::string_view line) {
            for (const auto& path : paths) {
                const auto place = line.find(path);
                if (place == std::string_view::npos) continue;
                // "https://host/work/x" and "a/tmp/b" are no absolute paths.
                const char before = place == 0 ? ' ' : line[place - 1];
                const bool inside = (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') || (before >= '0' && before <= '9') ||
                                    before == '.' || before == '_' || before == '-' || before == '}' || before == '*';
                if (!inside) complaints.push_back(at(file, number, "The path " + path + " exists on one machine only."));
            }
            for (const auto& note : notes)
                if (line.find(note) != std::string_view::npos) complaints.push_back(at(file, number, "A note that something is unfinished: " + note + "."));
        });
    }
    return complaints;
}

}  // namespace gano::house
