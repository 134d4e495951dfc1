// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <hdf5.h>

#include <string>

#include "core/formats/hdf5_parts.h"

namespace gano {

/// The two kinds of EMD file: Velox (Thermo Fisher: "Data/Image/<id>/Data" with a JSON text per frame, axes y, x, frame) and
/// NCEM (emdatasets.com: groups with the attribute emd_group_type, a data set and "dim1", "dim2", … that calibrate its axes).
/// Everything below is called with the HDF5 lock held.

/// True for a file that Velox wrote.
bool isVelox(hid_t file);
/// Completes a part of a Velox file: frames along the last axis, pixel size and detector from the metadata. Groups that
/// newer versions leave out are not missed. False when the data are no image.
bool describeVelox(hid_t file, hid_t dataSet, Hdf5Part& part);

/// True for a group with emd_group_type.
bool isEmdGroup(hid_t group);
/// Completes a part in an EMD group: which axis counts frames, and the pixel size. False when the data are no image.
bool describeNcem(hid_t file, hid_t dataSet, Hdf5Part& part);

/// Attributes of an object; empty where there is none of that kind.
std::vector<double> hdf5Numbers(hid_t object, const char* name);
std::string hdf5Text(hid_t object, const char* name);

}  // namespace gano
