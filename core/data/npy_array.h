// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/image/image.h"

namespace gano {

/// Writes a NumPy array row by row without knowing how many there will be. Internal to core/data.
/// What is not finished is removed by the destructor.
class NpyWriter {
public:
    /// `shape` is that of one row: {256, 256} for a list of patches. Throws Error when the file cannot be made.
    NpyWriter(std::filesystem::path file, SampleType type, std::vector<std::size_t> shape);
    ~NpyWriter();
    NpyWriter(const NpyWriter&) = delete;
    NpyWriter& operator=(const NpyWriter&) = delete;

    /// Whole rows. Throws Error when the disk is full.
    void append(std::span<const std::byte> rows);
    std::size_t rows() const { return rows_; }
    /// Replaces every byte b of what was written by table[b].
    void mapBytes(const std::array<std::uint8_t, 256>& table);
    /// Writes the header, syncs and closes.
    void finish();

private:
    void write(const void* data, std::size_t count, std::int64_t offset);
    void flush();

    std::filesystem::path file_;
    SampleType type_;
    std::vector<std::size_t> shape_;
    std::size_t rowBytes_;
    std::size_t rows_ = 0;
    int handle_ = -1;
    std::int64_t flushed_ = 0;  ///< Length on the disk, header included.
    std::vector<std::byte> buffer_;
    bool finished_ = false;
};

/// A NumPy array as NpyWriter writes it, mapped into memory. Internal to core/data.
struct NpyArray {
    MappedFile file;
    SampleType type = SampleType::U8;
    std::vector<std::size_t> shape;
    std::span<const std::byte> samples;

    /// Throws Error if the file is missing, cut short or not from NpyWriter.
    static NpyArray open(const std::filesystem::path& path);
};

}  // namespace gano
