// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/hdf5_emd.h"

#ifdef GANOSCOPE_WITH_HDF5
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/formats/hdf5_handle.h"
#include "core/formats/hdf5_metadata.h"

namespace gano {
namespace {

std::vector<std::uint64_t> sizeOf(hid_t dataSet) {
    const Hdf5Handle space(H5Dget_space(dataSet), H5Sclose);
    const int rank = H5Sget_simple_extent_type(space.id()) == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space.id()) : 0;
    if (rank < 1 || rank > 8) return {};
    std::array<hsize_t, 8> size{};
    H5Sget_simple_extent_dims(space.id(), size.data(), nullptr);
    return {size.begin(), size.begin() + rank};
}

bool isSide(std::uint64_t side) { return side > 0 && side <= static_cast<std::uint64_t>(std::numeric_limits<int>::max()); }

void setAxes(Hdf5Part& part, std::size_t y, std::size_t x, std::optional<std::size_t> frames) {
    part.height = static_cast<int>(part.size[y]);
    part.width = static_cast<int>(part.size[x]);
    part.hasFrames = frames.has_value();
    part.framesLast = frames == part.size.size() - 1;
    part.frames = frames ? static_cast<int>(part.size[*frames]) : 1;
    part.hasChannels = false;
    part.channels = 1;
    part.colour = false;
}

/// Velox writes numbers as texts.
double numberOf(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) return 0.0;
    if (found->is_number()) return found->get<double>();
    if (!found->is_string()) return 0.0;
    return std::strtod(found->get<std::string>().c_str(), nullptr);
}

std::string wordOf(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void applyMetadata(const std::string& text, Hdf5Part& part) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("BinaryResult") || !json["BinaryResult"].is_object()) return;
    const auto& result = json["BinaryResult"];
    part.detector = wordOf(result, "Detector");
    if (!part.detector.empty()) part.notes.insert(part.notes.begin(), "detector " + part.detector);
    if (!result.contains("PixelSize") || !result["PixelSize"].is_object()) return;
    const auto unitX = wordOf(result, "PixelUnitX"), unitY = wordOf(result, "PixelUnitY");
    if (unitX == unitY) part.pixelSize = makePixelSize(numberOf(result["PixelSize"], "width"), numberOf(result["PixelSize"], "height"), unitX);
    if (!part.pixelSize && !unitX.empty() && !nanometresPer(unitX)) part.notes.push_back(fmt::format("its scale is in {}, not a length", unitX));
}

struct EmdAxis {
    double step = 0.0;
    std::string unit;
};

/// "n_m" and "[nm]" are ways in which these files write nm.
std::string plainUnit(std::string unit) {
    std::erase_if(unit, [](char c) { return c == '_' || c == '[' || c == ']' || c == ' '; });
    return unit;
}

EmdAxis axisOf(hid_t file, const std::string& group, std::size_t index) {
    const auto path = fmt::format("{}/dim{}", group, index + 1);
    if (H5Lexists(file, path.c_str(), H5P_DEFAULT) <= 0) return {};
    const Hdf5Handle dataSet(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
    EmdAxis axis;
    axis.unit = plainUnit(hdf5Text(dataSet.id(), "units"));
    const auto size = sizeOf(dataSet.id());
    if (size.size() != 1 || size[0] < 2) return axis;
    // The first two positions along the axis.
    const hsize_t start = 0, count = 2;
    const Hdf5Handle space(H5Dget_space(dataSet.id()), H5Sclose);
    const Hdf5Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose);
    H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, &start, nullptr, &count, nullptr);
    std::array<double, 2> positions{};
    if (H5Dread(dataSet.id(), H5T_NATIVE_DOUBLE, memory.id(), space.id(), H5P_DEFAULT, positions.data()) >= 0) axis.step = positions[1] - positions[0];
    return axis;
}

}  // namespace

std::vector<double> hdf5Numbers(hid_t object, const char* name) {
    if (H5Aexists(object, name) <= 0) return {};
    const Hdf5Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
    const Hdf5Handle space(H5Aget_space(attribute.id()), H5Sclose);
    const Hdf5Handle type(H5Aget_type(attribute.id()), H5Tclose);
    const H5T_class_t kind = H5Tget_class(type.id());
    const hssize_t count = H5Sget_simple_extent_npoints(space.id());
    if ((kind != H5T_FLOAT && kind != H5T_INTEGER) || count < 1 || count > 16) return {};
    std::vector<double> values(static_cast<std::size_t>(count));
    if (H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, values.data()) < 0) return {};
    return values;
}

std::string hdf5Text(hid_t object, const char* name) {
    if (H5Aexists(object, name) <= 0) return {};
    const Hdf5Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
    const Hdf5Handle space(H5Aget_space(attribute.id()), H5Sclose);
    const Hdf5Handle type(H5Aget_type(attribute.id()), H5Tclose);
    if (H5Tget_class(type.id()) != H5T_STRING || H5Sget_simple_extent_npoints(space.id()) != 1) return {};
    if (H5Tis_variable_str(type.id()) > 0) {
        char* text = nullptr;
        if (H5Aread(attribute.id(), type.id(), &text) < 0 || text == nullptr) return {};
        std::string result(text);
        H5free_memory(text);
        return result;
    }
    std::string text(H5Tget_size(type.id()), '\0');
    if (H5Aread(attribute.id(), type.id(), text.data()) < 0) return {};
    return text.substr(0, text.find('\0'));
}

bool isVelox(hid_t file) { return H5Lexists(file, "Data", H5P_DEFAULT) > 0 && H5Lexists(file, "Data/Image", H5P_DEFAULT) > 0; }

bool describeVelox(hid_t file, hid_t dataSet, Hdf5Part& part) {
    part.size = sizeOf(dataSet);
    if (part.size.size() < 2 || part.size.size() > 3 || !std::ranges::all_of(part.size, isSide)) return false;
    setAxes(part, 0, 1, part.size.size() == 3 ? std::optional<std::size_t>(2) : std::nullopt);
    part.format = "Velox EMD";
    applyMetadata(veloxText(file, hdf5Parent(part.path), 0), part);
    return true;
}

bool isEmdGroup(hid_t group) { return H5Aexists(group, "emd_group_type") > 0; }

bool describeNcem(hid_t file, hid_t dataSet, Hdf5Part& part) {
    part.size = sizeOf(dataSet);
    const auto rank = part.size.size();
    if (rank < 2 || rank > 3 || !std::ranges::all_of(part.size, isSide)) return false;
    std::vector<EmdAxis> axes;
    for (std::size_t i = 0; i < rank; ++i) axes.push_back(axisOf(file, hdf5Parent(part.path), i));
    // Frames run along the axis that is no length; where all are, along the first.
    std::optional<std::size_t> frames;
    if (rank == 3) {
        frames = 0;
        const bool lengths = nanometresPer(axes[0].unit) && nanometresPer(axes[1].unit);
        if (lengths && !nanometresPer(axes[2].unit)) frames = 2;
    }
    const std::size_t y = frames == 0 ? 1 : 0;
    setAxes(part, y, y + 1, frames);
    if (part.width < 2 || part.height < 2) part.notes.emplace_back("only one pixel wide");
    part.format = "EMD";
    const auto nmY = nanometresPer(axes[y].unit), nmX = nanometresPer(axes[y + 1].unit);
    if (nmX && nmY) part.pixelSize = makePixelSize(axes[y + 1].step * *nmX, axes[y].step * *nmY, "nm");
    return true;
}

}  // namespace gano
#endif
