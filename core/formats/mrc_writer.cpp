// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/mrc_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <vector>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/system.h"
#include "core/formats/bytes.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHeader = 1024;

std::int32_t modeOf(SampleType stored) {
    switch (stored) {
        case SampleType::I8: return 0;
        case SampleType::I16: return 1;
        case SampleType::U16: return 6;
        default: return 2;
    }
}

void put(std::vector<std::byte>& header, std::size_t at, std::int32_t value) { std::memcpy(header.data() + at, &value, sizeof value); }
void put(std::vector<std::byte>& header, std::size_t at, float value) { std::memcpy(header.data() + at, &value, sizeof value); }

}  // namespace

SampleType mrcSampleType(SampleType type) {
    switch (type) {
        case SampleType::I8:
        case SampleType::I16:
        case SampleType::U16: return type;
        case SampleType::U8: return SampleType::U16;
        default: return SampleType::F32;
    }
}

struct MrcWriter::Impl {
    fs::path file, temporary;
    std::ofstream out;
    int width, height;
    SampleType type, stored;
    std::optional<PixelSize> pixelSize;
    int rows = 0;
    double minimum = HUGE_VAL, maximum = -HUGE_VAL, sum = 0.0, squares = 0.0, count = 0.0;

    OutputError failed() const { return OutputError(fmt::format("{} could not be written: {}.", file.string(), writingFailure(errno))); }

    std::vector<std::byte> header() const {
        std::vector<std::byte> bytes(kHeader);
        put(bytes, 0, width), put(bytes, 4, height), put(bytes, 8, 1);
        put(bytes, 12, modeOf(stored));
        put(bytes, 28, width), put(bytes, 32, height), put(bytes, 36, 1);
        constexpr double kAngstrom = 10.0;  // in a nm
        if (pixelSize) {
            put(bytes, 40, static_cast<float>(pixelSize->xNm * kAngstrom * width));
            put(bytes, 44, static_cast<float>(pixelSize->yNm * kAngstrom * height));
            put(bytes, 48, static_cast<float>(pixelSize->xNm * kAngstrom));
        }
        for (const std::size_t angle : {52U, 56U, 60U}) put(bytes, angle, 90.0F);
        put(bytes, 64, 1), put(bytes, 68, 2), put(bytes, 72, 3);
        const double mean = count > 0.0 ? sum / count : 0.0;
        put(bytes, 76, static_cast<float>(count > 0.0 ? minimum : 0.0));
        put(bytes, 80, static_cast<float>(count > 0.0 ? maximum : 0.0));
        put(bytes, 84, static_cast<float>(mean));
        put(bytes, 108, std::int32_t{20140});
        std::memcpy(bytes.data() + 208, "MAP ", 4);
        std::memcpy(bytes.data() + 212, "\x44\x44\0\0", 4);  // little-endian
        put(bytes, 216, static_cast<float>(count > 0.0 ? std::sqrt(std::max(0.0, squares / count - mean * mean)) : 0.0));
        put(bytes, 220, std::int32_t{1});
        const std::string label = "Written by Ganoscope " GANOSCOPE_VERSION;
        std::memcpy(bytes.data() + 224, label.data(), std::min<std::size_t>(label.size(), 80));
        return bytes;
    }

    void write(std::span<const std::byte> bytes) {
        errno = 0;
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        if (!out) throw failed();
    }

    template <class From, class To>
    void convert(const Image& image, std::vector<std::byte>& bytes) {
        const auto from = image.samples<From>();
        bytes.resize(from.size() * sizeof(To));
        for (std::size_t i = 0; i < from.size(); ++i) {
            const double value = static_cast<double>(from[i]);
            if (std::isfinite(value)) minimum = std::min(minimum, value), maximum = std::max(maximum, value), sum += value, squares += value * value, ++count;
            const To sample = static_cast<To>(from[i]);
            std::memcpy(bytes.data() + i * sizeof(To), &sample, sizeof(To));
        }
        if constexpr (std::endian::native == std::endian::big) swapSamples(bytes, sizeof(To));
    }
};

MrcWriter::MrcWriter(const fs::path& file, int width, int height, SampleType type, const std::optional<PixelSize>& pixelSize)
    : impl_(new Impl{file, file.parent_path() / fmt::format(".{}.{}.writing", file.filename().string(), system::processId()), {}, width, height, type, mrcSampleType(type), pixelSize}) {
    errno = 0;
    impl_->out.open(impl_->temporary, std::ios::binary | std::ios::trunc);
    if (!impl_->out) throw impl_->failed();
    impl_->write(impl_->header());
}

MrcWriter::~MrcWriter() {
    if (impl_->temporary.empty()) return;
    impl_->out.close();
    std::error_code ignored;
    fs::remove(impl_->temporary, ignored);
}

void MrcWriter::writeRows(const Image& rows) {
    if (rows.width() != impl_->width || rows.type() != impl_->type || rows.height() > impl_->height - impl_->rows) throw UsageError("These rows do not belong to this MRC file.");
    std::vector<std::byte> bytes;
    dispatch(rows.type(), [&](auto zero) {
        using From = decltype(zero);
        switch (impl_->stored) {
            case SampleType::I8: impl_->convert<From, std::int8_t>(rows, bytes); break;
            case SampleType::I16: impl_->convert<From, std::int16_t>(rows, bytes); break;
            case SampleType::U16: impl_->convert<From, std::uint16_t>(rows, bytes); break;
            default: impl_->convert<From, float>(rows, bytes); break;
        }
    });
    impl_->write(bytes);
    impl_->rows += rows.height();
}

void MrcWriter::finish() {
    if (impl_->rows != impl_->height) throw Error(fmt::format("{} was not written: {} of {} rows are there.", impl_->file.filename().string(), impl_->rows, impl_->height));
    // Now the extremes are known.
    impl_->out.seekp(0);
    impl_->write(impl_->header());
    errno = 0;
    impl_->out.close();
    if (!impl_->out) throw impl_->failed();
    writeAtomically(impl_->file, [&](const fs::path& name) { fs::rename(impl_->temporary, name); });
    impl_->temporary.clear();
}

}  // namespace gano
