// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One program per reader (GANO_FUZZ_FORMAT is its row of the table): libFuzzer's bytes become a file, and everything that
// a user's click could ask of it is asked. A sentence is a good answer; a crash, a hang or a huge allocation is a finding.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>

#include "app/file_check/allocation_limit.h"
#include "core/base/error.h"
#include "core/formats/format.h"
#include "core/formats/metadata.h"
#include "core/formats/tiff_calibration.h"

// Of the sanitizers' own interface; the header that declares it is not packaged with every clang.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*onMalloc)(const volatile void*, std::size_t), void (*onFree)(const volatile void*));

namespace {

namespace fs = std::filesystem;

/// What one allocation may take, by the size of the file and GANO_FUZZ_RATIO.
std::atomic<std::size_t> mostAtOnce{SIZE_MAX};

void watchAllocation(const volatile void* /*where*/, std::size_t size) {
    if (size <= mostAtOnce) return;
    std::fprintf(stderr, "An allocation of %zu bytes, %zu are justified.\n", size, mostAtOnce.load());
    mostAtOnce = SIZE_MAX;  // abort() itself may allocate
    std::abort();
}

void allowFor(std::size_t fileSize) {
    [[maybe_unused]] static const int installed = __sanitizer_install_malloc_and_free_hooks(watchAllocation, [](const volatile void*) {});
    mostAtOnce = gano::justifiedAllocation(fileSize, gano::GANO_FUZZ_RATIO);
}

/// A new name each time: the readers remember files by name, length and time.
fs::path write(const std::uint8_t* data, std::size_t size) {
    static const fs::path folder = [] {
        const char* given = std::getenv("GANOSCOPE_FUZZ_FOLDER");
        fs::path place = given != nullptr ? fs::path(given) : fs::temp_directory_path() / "ganoscope-fuzz";
        fs::create_directories(place);
        return place;
    }();
    static std::uint64_t count = 0;
    fs::path file = folder / ("case" + std::to_string(count++) + ".bin");
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    return file;
}

/// What every image must keep to, whatever the file says.
void check(bool holds) {
    if (!holds) std::abort();
}

void lookAt(const gano::Format& format, const gano::ImageRef& ref) {
    const gano::ImageInfo info = format.info(ref);
    check(info.width > 0 && info.height > 0 && info.frames > 0);
    if (info.pixelSize) check(info.pixelSize->xNm > 0.0 && info.pixelSize->yNm > 0.0);
    const gano::PixelRect corner{info.width / 2, info.height / 2, std::min(info.width - info.width / 2, 64), std::min(info.height - info.height / 2, 64)};
    const gano::Image part = format.read(ref, corner);
    if (format.readsRegions) check(part.width() == corner.width && part.height() == corner.height);
    const gano::Image whole = format.read(ref, std::nullopt);
    check(whole.width() == info.width && whole.height() == info.height);
    if (format.metadata != nullptr) check(format.metadata(ref).children.size() < 1'000'000);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const gano::Format format = gano::GANO_FUZZ_FORMAT;
    const gano::ByteView bytes(data, size);
    if (!format.understands(bytes.first(std::min(size, gano::kHeadBytes)))) return -1;  // not into the corpus
    const fs::path file = write(data, size);
    allowFor(size);
    try {
        const auto refs = format.images(file);
        check(!refs.empty());
        for (const std::size_t i : {std::size_t{0}, refs.size() / 2, refs.size() - 1}) {
            try {
                lookAt(format, refs[i]);
            } catch (const gano::Error&) {
            }
        }
    } catch (const gano::Error&) {
    } catch (const std::bad_alloc&) {
        check(false);  // a header must not make the program ask for what the file cannot hold
    } catch (const std::exception&) {
        // Codecs report in ways of their own; the format table turns them into a sentence.
    }
    mostAtOnce = SIZE_MAX;
    std::error_code ignored;
    fs::remove(file, ignored);
    return 0;
}
