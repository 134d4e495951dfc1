// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// How fast large micrographs come out of the page cache, next to a plain copy of the same bytes into fresh memory; and what a
/// region of one costs. Each figure is the median of several turns, reader and copy one after the other.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/formats/bytes.h"
#include "core/formats/format_table.h"
#include "tests/support/made_files.h"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kSide = 4096;
constexpr int kTile = 512;
constexpr std::size_t kCount = static_cast<std::size_t>(kSide) * kSide;
constexpr int kTurns = 15;

double millisecondsOf(const std::function<void()>& work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return values[values.size() / 2];
}

/// What no reader can do without: fresh memory, the bytes copied into it, and their order turned where the file's is the other.
void copyAndConvert(const std::vector<std::uint8_t>& bytes, std::size_t size, bool swap) {
    const std::unique_ptr<std::uint8_t[]> out(new std::uint8_t[size]);  // NOLINT: not zeroed, unlike make_unique
    std::memcpy(out.get(), bytes.data() + (bytes.size() - size), size);
    if (swap) gano::swapSamples(std::as_writable_bytes(std::span(out.get(), size)), 2);
    volatile auto touched = out[size / 2];
    static_cast<void>(touched);
}

struct Subject {
    std::string name;
    std::vector<std::uint8_t> bytes;
    bool swapped = false;
};

std::vector<Subject> subjects() {
    std::vector<Subject> list;
    const auto dm4 = [](std::endian order) {
        const MadeDmImage image{{kSide, kSide}, 10, 4, kCount, std::vector<std::uint8_t>(2 * kCount, 7), {{0.02, "nm"}, {0.02, "nm"}}};
        // As in real files, the first entry is the thumbnail.
        const MadeDmImage thumbnail{{2, 2}, 23, 5, 4, std::vector<std::uint8_t>(16), {{1, ""}, {1, ""}}};
        return MadeDm(4, order).file({thumbnail, image});
    };
    list.push_back({"DM4, 16 bit", dm4(std::endian::little), false});
    list.push_back({"DM4, 16 bit, big-endian", dm4(std::endian::big), true});
    list.push_back({"MRC, 16 bit", MadeMrc{.width = kSide, .height = kSide, .mode = 6, .cellX = 4096, .cellY = 4096}.file(std::vector<std::uint8_t>(2 * kCount, 7)), false});
    list.push_back({"MRC, 16 bit, big-endian",
                    MadeMrc{.width = kSide, .height = kSide, .mode = 6, .cellX = 4096, .cellY = 4096, .order = std::endian::big}.file(std::vector<std::uint8_t>(2 * kCount, 7)), true});
    list.push_back({"MRC, 32 bit float", MadeMrc{.width = kSide, .height = kSide, .mode = 2, .cellX = 4096, .cellY = 4096}.file(std::vector<std::uint8_t>(4 * kCount, 7)), false});
    list.push_back({"SER, 16 bit", madeSer(true, kSide, kSide, 1, 1, 1e-10), false});
    return list;
}

void measure(const fs::path& folder, const Subject& subject) {
    const fs::path file = folder / "large.bin";
    std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(subject.bytes.data()), static_cast<std::streamsize>(subject.bytes.size()));
    const auto ref = gano::imagesIn(file).front();
    const auto size = kCount * gano::bytesPerSample(gano::readInfo(ref).type);
    std::vector<double> read, plain, tile, rows;
    for (int i = 0; i < kTurns; ++i) {
        plain.push_back(millisecondsOf([&] { copyAndConvert(subject.bytes, size, subject.swapped); }));
        read.push_back(millisecondsOf([&] { gano::readImage(ref); }));
        tile.push_back(millisecondsOf([&] { gano::readRegion(ref, {kSide / 2, kSide / 2, kTile, kTile}); }));
        rows.push_back(millisecondsOf([&] { gano::readRegion(ref, {0, kSide / 2, kSide, 64}); }));
    }
    const double gigabytes = static_cast<double>(size) / 1e9;
    std::printf("%-26s %8.2f %12.2f %8.2f %10.2f %12.3f %12.3f\n", subject.name.c_str(), median(read), gigabytes / (median(read) * 1e-3), median(plain),
                median(read) / median(plain), median(tile), median(rows));
    fs::remove(file);
}

}  // namespace

int main() {
    const fs::path folder = fs::temp_directory_path() / "ganoscope-bench-readers";
    fs::create_directories(folder);
    std::printf("%d x %d px from the page cache, medians of %d turns, one core\n", kSide, kSide, kTurns);
    std::printf("%-26s %8s %12s %8s %10s %12s %12s\n", "", "ms", "GB/s", "copy ms", "read/copy", "512 px tile", "64 rows, ms");
    for (const auto& subject : subjects()) measure(folder, subject);
    fs::remove_all(folder);
    return 0;
}
