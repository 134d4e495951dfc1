// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/npy_array.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/base/system.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

// The header has a fixed length so that the count of rows can be written last.
constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kBufferBytes = std::size_t{4} << 20;
constexpr std::string_view kMagic("\x93NUMPY\x01\x00", 8);

constexpr std::array<std::pair<SampleType, const char*>, 8> kCodes{{{SampleType::U8, "u1"},
                                                                    {SampleType::I8, "i1"},
                                                                    {SampleType::U16, "u2"},
                                                                    {SampleType::I16, "i2"},
                                                                    {SampleType::U32, "u4"},
                                                                    {SampleType::I32, "i4"},
                                                                    {SampleType::F32, "f4"},
                                                                    {SampleType::F64, "f8"}}};

std::string descr(SampleType type) {
    const char* code = std::ranges::find(kCodes, type, &std::pair<SampleType, const char*>::first)->second;
    const char order = bytesPerSample(type) == 1 ? '|' : std::endian::native == std::endian::little ? '<' : '>';
    return order + std::string(code);
}

std::string header(SampleType type, std::size_t rows, const std::vector<std::size_t>& shape) {
    std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}, ", descr(type), rows);
    for (const std::size_t side : shape) {
        text += fmt::format("{}, ", side);
    }
    text += "), }";
    text.resize(kHeaderBytes - kMagic.size() - 3, ' ');
    const auto length = static_cast<char>(kHeaderBytes - kMagic.size() - 2);
    return std::string(kMagic) + length + '\0' + text + '\n';
}

Error failed(const fs::path& file, int code) {
    const std::string reason = system::isDiskFull(code) ? "the disk is full. Free some space and try again"
                               : code == EFBIG                  ? "files of this size are not allowed here. Choose another folder"
                                                                : std::strerror(code);
    return Error(fmt::format("{} could not be written: {}.", file.string(), reason));
}

std::size_t product(const std::vector<std::size_t>& shape) {
    std::size_t count = 1;
    for (const std::size_t side : shape) {
        count *= side;
    }
    return count;
}

}  // namespace

NpyWriter::NpyWriter(fs::path file, SampleType type, std::vector<std::size_t> shape)
    : file_(std::move(file)), type_(type), shape_(std::move(shape)), rowBytes_(product(shape_) * bytesPerSample(type)) {
    handle_ = system::open(file_, system::Open::Anew);
    if (handle_ < 0) throw failed(file_, errno);
    buffer_.reserve(kBufferBytes);
    flushed_ = kHeaderBytes;
}

NpyWriter::~NpyWriter() {
    if (handle_ >= 0) system::close(handle_);
    if (finished_) return;
    std::error_code ignored;
    // Only a plain file is ours to remove.
    if (fs::is_regular_file(file_, ignored)) fs::remove(file_, ignored);
}

void NpyWriter::write(const void* data, std::size_t count, std::int64_t offset) {
    const auto* next = static_cast<const char*>(data);
    while (count > 0) {
        const std::int64_t written = system::writeAt(handle_, next, count, offset);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) throw failed(file_, written < 0 ? errno : ENOSPC);
        next += written;
        offset += written;
        count -= static_cast<std::size_t>(written);
    }
}

void NpyWriter::flush() {
    write(buffer_.data(), buffer_.size(), flushed_);
    flushed_ += static_cast<std::int64_t>(buffer_.size());
    buffer_.clear();
}

void NpyWriter::append(std::span<const std::byte> rows) {
    if (rowBytes_ == 0 || rows.size() % rowBytes_ != 0) throw Error(fmt::format("{}: only whole rows can be written.", file_.string()));
    rows_ += rows.size() / rowBytes_;
    if (buffer_.size() + rows.size() > kBufferBytes) flush();
    if (rows.size() < kBufferBytes) {
        buffer_.insert(buffer_.end(), rows.begin(), rows.end());
        return;
    }
    write(rows.data(), rows.size(), flushed_);
    flushed_ += static_cast<std::int64_t>(rows.size());
}

void NpyWriter::mapBytes(const std::array<std::uint8_t, 256>& table) {
    flush();
    std::vector<std::uint8_t> part(kBufferBytes);
    for (std::int64_t at = kHeaderBytes; at < flushed_;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(flushed_ - at, static_cast<std::int64_t>(part.size())));
        const std::int64_t got = system::readAt(handle_, part.data(), wanted, at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw failed(file_, got < 0 ? errno : EIO);
        for (std::int64_t i = 0; i < got; ++i) {
            part[static_cast<std::size_t>(i)] = table[part[static_cast<std::size_t>(i)]];
        }
        write(part.data(), static_cast<std::size_t>(got), at);
        at += got;
    }
}

void NpyWriter::finish() {
    flush();
    const std::string text = header(type_, rows_, shape_);
    write(text.data(), text.size(), 0);
    if (!system::sync(handle_) && errno != EINVAL) throw failed(file_, errno);
    if (!system::close(std::exchange(handle_, -1))) throw failed(file_, errno);
    finished_ = true;
}

NpyArray NpyArray::open(const fs::path& path) {
    NpyArray array;
    array.file = MappedFile(path);
    const std::span<const std::byte> bytes = array.file.bytes();
    const Error damaged(fmt::format("{} is damaged or cut short.", path.string()));
    if (bytes.size() < kHeaderBytes) throw damaged;
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), kHeaderBytes);
    const std::size_t shapeAt = text.find("'shape': (");
    if (!text.starts_with(kMagic) || shapeAt == std::string_view::npos) throw damaged;

    bool known = false;
    for (const auto& [type, code] : kCodes) {
        if (text.find(fmt::format("'descr': '{}'", descr(type))) == std::string_view::npos) continue;
        array.type = type;
        known = true;
    }
    const char* at = text.data() + shapeAt + std::string_view("'shape': (").size();
    const char* const end = text.data() + text.size();
    while (at < end && *at != ')') {
        std::size_t side = 0;
        const auto parsed = std::from_chars(at, end, side);
        if (parsed.ec != std::errc{}) throw damaged;
        array.shape.push_back(side);
        at = parsed.ptr;
        while (at < end && (*at == ',' || *at == ' ')) ++at;
    }
    std::size_t wanted = bytesPerSample(array.type);
    for (const std::size_t side : array.shape) {
        if (side != 0 && wanted > bytes.size() / side) throw damaged;
        wanted *= side;
    }
    array.samples = bytes.subspan(kHeaderBytes);
    if (!known || array.shape.empty() || array.samples.size() != wanted) throw damaged;
    return array;
}

}  // namespace gano
