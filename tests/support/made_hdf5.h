// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// HDF5 files with several stacks of images, for tests of choosing among them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#ifdef GANOSCOPE_MAKES_HDF5
#include <hdf5.h>
#endif

struct MadeStack {
    std::string name;  ///< With the groups it lies in: "raw/frames".
    int frames = 1, height = 8, width = 8;
};

/// Stacks of 16-bit images in one file; false where the tests were built without HDF5.
inline bool writeMadeHdf5([[maybe_unused]] const std::filesystem::path& path, [[maybe_unused]] const std::vector<MadeStack>& stacks) {
#ifdef GANOSCOPE_MAKES_HDF5
    const hid_t file = H5Fcreate(path.string().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    for (const auto& stack : stacks) {
        const hsize_t size[3] = {static_cast<hsize_t>(stack.frames), static_cast<hsize_t>(stack.height), static_cast<hsize_t>(stack.width)};
        std::vector<unsigned short> values(size[0] * size[1] * size[2]);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<unsigned short>(i * 7919 % 50021);
        const hid_t space = H5Screate_simple(3, size, nullptr);
        const hid_t data = H5Dcreate2(file, stack.name.c_str(), H5T_NATIVE_USHORT, space, links, H5P_DEFAULT, H5P_DEFAULT);
        H5Dwrite(data, H5T_NATIVE_USHORT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
        H5Dclose(data);
        H5Sclose(space);
    }
    H5Pclose(links);
    H5Fclose(file);
    return true;
#else
    return false;
#endif
}
