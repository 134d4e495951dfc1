// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/user_scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <mutex>
#include <shared_mutex>

#include "core/base/error.h"
#include "core/base/names.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

struct ScaleTable {
    std::shared_mutex mutex;
    std::map<fs::path, UserScale> sizes;
    std::atomic<bool> used = false;  ///< Most people never set one, and every read asks.
};

ScaleTable& scales() {
    static ScaleTable instance;
    return instance;
}

/// The same path however it was written; a folder without its closing slash.
fs::path key(const fs::path& place) {
    std::error_code code;
    return withoutEndSlash(fs::absolute(place, code).lexically_normal());
}

PixelSize sizeOf(const std::string& text) {
    std::string number = text;
    std::ranges::replace(number, ',', '.');
    const auto begin = number.find_first_not_of(" \t");
    double value = 0.0;
    const auto end = begin == std::string::npos ? std::from_chars_result{number.data(), std::errc::invalid_argument}
                                                : std::from_chars(number.data() + begin, number.data() + number.size(), value);
    if (end.ec != std::errc{}) throw UsageError(fmt::format("'{}' does not begin with a number. Write a number and a unit, for example 2.5 nm.", text));
    auto unit = text.substr(static_cast<std::size_t>(end.ptr - number.data()));
    unit.erase(0, unit.find_first_not_of(" \t\u00a0"));
    unit.erase(unit.find_last_not_of(" \t") + 1);
    if (unit.empty()) throw UsageError(fmt::format("'{}' has no unit. Write a number and a unit, for example 2.5 nm.", text));
    if (!nanometresPer(unit)) throw UsageError(fmt::format("'{}' is no unit of length. Known are pm, Å, nm, µm, mm and m.", unit));
    const auto size = makePixelSize(value, value, unit);
    if (!size) throw UsageError(fmt::format("'{}' is no size: it has to be more than zero.", text));
    return *size;
}

}  // namespace

void setUserScale(const fs::path& place, const std::optional<PixelSize>& size, bool whereUnknown) {
    const std::unique_lock lock(scales().mutex);
    if (size) scales().sizes[key(place)] = UserScale{*size, whereUnknown};
    else scales().sizes.erase(key(place));
    scales().used = !scales().sizes.empty();
}

std::optional<UserScale> userScale(const fs::path& file) {
    if (!scales().used) return std::nullopt;
    const std::shared_lock lock(scales().mutex);
    for (fs::path place = key(file);; place = place.parent_path()) {
        if (const auto found = scales().sizes.find(place); found != scales().sizes.end()) return found->second;
        if (!place.has_relative_path()) return std::nullopt;
    }
}

std::map<fs::path, UserScale> userScales() {
    const std::shared_lock lock(scales().mutex);
    return scales().sizes;
}

PixelSize parsePixelSize(const std::string& text) {
    for (const char* cross : {"x", "×"}) {
        const auto at = text.find(cross);
        if (at == std::string::npos) continue;
        return {sizeOf(text.substr(0, at)).xNm, sizeOf(text.substr(at + std::string_view(cross).size())).yNm};
    }
    return sizeOf(text);
}

}  // namespace gano
