// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <hdf5.h>

#include "core/formats/hdf5_parts.h"
#include "core/formats/metadata.h"

namespace gano {

/// Velox: the JSON text of the frame. Others: the attributes of every group and data set as a tree, with small numbers and
/// texts of data sets that are no images. Call with the HDF5 lock held.
Metadata hdf5Metadata(hid_t file, const Hdf5Part& part, int frame);

/// The text of one frame in the data set "Metadata" of a Velox group; empty where there is none.
std::string veloxText(hid_t file, const std::string& group, int frame);

}  // namespace gano
