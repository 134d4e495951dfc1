// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/hdf5_metadata.h"

#ifdef GANOSCOPE_WITH_HDF5
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "core/formats/hdf5_emd.h"
#include "core/formats/hdf5_handle.h"

namespace gano {
namespace {

constexpr std::size_t kMostHdf5Entries = 5000;
constexpr hsize_t kMostAttributes = 500;

class Walk {
public:
    void group(hid_t id, Metadata& into, int depth) {
        attributes(id, into);
        H5G_info_t info{};
        if (depth > kDeepestHdf5Group || H5Gget_info(id, &info) < 0) return;
        for (hsize_t i = 0; i < info.nlinks && seen_ < kMostHdf5Entries; ++i) {
            ++seen_;
            std::array<char, 512> name{};
            const auto length = H5Lget_name_by_idx(id, ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
            H5L_info_t link{};
            if (length <= 0 || H5Lget_info(id, name.data(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) continue;
            const Hdf5Handle object(H5Oopen(id, name.data(), H5P_DEFAULT), H5Oclose);
            const H5I_type_t kind = object ? H5Iget_type(object.id()) : H5I_BADID;
            Metadata entry{name.data()};
            if (kind == H5I_GROUP) group(object.id(), entry, depth + 1);
            if (kind == H5I_DATASET) attributes(object.id(), entry);
            if (!entry.children.empty()) into.children.push_back(std::move(entry));
        }
    }

private:
    void attributes(hid_t object, Metadata& into) {
        H5O_info_t info{};
#if H5_VERSION_GE(1, 12, 0)
        if (H5Oget_info3(object, &info, H5O_INFO_NUM_ATTRS) < 0) return;
#else
        if (H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS) < 0) return;
#endif
        for (hsize_t i = 0; i < std::min(info.num_attrs, kMostAttributes) && seen_ < kMostHdf5Entries; ++i) {
            ++seen_;
            std::array<char, 256> name{};
            if (H5Aget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT) <= 0) continue;
            auto text = hdf5Text(object, name.data());
            if (text.empty()) text = numbers(hdf5Numbers(object, name.data()));
            if (!text.empty()) into.add(name.data(), std::move(text));
        }
    }

    static std::string numbers(const std::vector<double>& values) {
        std::vector<std::string> texts;
        for (const double value : values) texts.push_back(metadata::number(value));
        return fmt::format("{}", fmt::join(texts, ", "));
    }

    std::size_t seen_ = 0;
};

}  // namespace

std::string veloxText(hid_t file, const std::string& group, int frame) {
    const auto path = group + "/Metadata";
    if (H5Lexists(file, path.c_str(), H5P_DEFAULT) <= 0) return {};
    const Hdf5Handle dataSet(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
    const Hdf5Handle space(H5Dget_space(dataSet.id()), H5Sclose);
    const int rank = H5Sget_simple_extent_type(space.id()) == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space.id()) : 0;
    if (rank < 1 || rank > 2) return {};
    std::array<hsize_t, 2> size{0, 1};
    H5Sget_simple_extent_dims(space.id(), size.data(), nullptr);
    constexpr hsize_t kLongest = 4 * 1024 * 1024;
    if (size[0] == 0 || size[0] > kLongest || size[1] == 0) return {};
    // One column of bytes per frame, ended by a zero; some files have one column for all frames.
    const auto column = std::min<hsize_t>(static_cast<hsize_t>(frame), size[1] - 1);
    const std::array<hsize_t, 2> start{0, column}, count{size[0], 1};
    const Hdf5Handle memory(H5Screate_simple(1, count.data(), nullptr), H5Sclose);
    H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
    std::string text(static_cast<std::size_t>(size[0]), '\0');
    if (H5Dread(dataSet.id(), H5T_NATIVE_UINT8, memory.id(), space.id(), H5P_DEFAULT, text.data()) < 0) return {};
    return text.substr(0, text.find('\0'));
}

Metadata hdf5Metadata(hid_t file, const Hdf5Part& part, int frame) {
    if (part.format == "Velox EMD") return metadata::fromJson({}, veloxText(file, hdf5Parent(part.path), frame));
    Metadata root;
    Walk().group(file, root, 0);
    return root;
}

}  // namespace gano
#endif
