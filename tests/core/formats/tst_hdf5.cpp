// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <hdf5.h>

#include <numeric>
#include <thread>

#include "core/formats/format_table.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::SampleType;
namespace fs = std::filesystem;

namespace {

template <class T>
void addDataSet(hid_t file, const char* name, std::vector<hsize_t> size, hid_t type, const std::vector<T>& values, bool packed = false) {
    const hid_t space = H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    if (packed) {
        H5Pset_chunk(properties, static_cast<int>(size.size()), size.data());
        H5Pset_deflate(properties, 4);
    }
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    const hid_t dataSet = H5Dcreate2(file, name, type, space, links, properties, H5P_DEFAULT);
    H5Dwrite(dataSet, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dclose(dataSet);
    H5Pclose(links);
    H5Pclose(properties);
    H5Sclose(space);
}

template <class T>
std::vector<T> counted(std::size_t count) {
    std::vector<T> values(count);
    std::iota(values.begin(), values.end(), T{});
    return values;
}

void addText(hid_t object, const char* name, const std::string& text) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const char* letters = text.c_str();
    H5Awrite(attribute, type, &letters);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
}

/// What Velox writes of one frame: a text in bytes, here with the few entries that are read.
std::vector<std::uint8_t> veloxText(const std::string& detector, const std::string& unit) {
    const std::string text = R"({"BinaryResult": {"Detector": ")" + detector + R"(", "PixelSize": {"width": "2e-10", "height": "4e-10"}, "PixelUnitX": ")" + unit +
                             R"(", "PixelUnitY": ")" + unit + R"("}})";
    std::vector<std::uint8_t> bytes(text.begin(), text.end());
    bytes.resize(1000);
    return bytes;
}

}  // namespace

class TestHdf5 : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

    template <class Fill>
    fs::path write(const std::string& name, Fill&& fill) {
        const fs::path file = folder_ / name;
        const hid_t id = H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        fill(id);
        H5Fclose(id);
        return file;
    }

private Q_SLOTS:
    void imagesLabelsAndMapsComeInThatOrder() {
        const fs::path file = write("set.h5", [](hid_t id) {
            addDataSet(id, "aside", {9, 9}, H5T_NATIVE_FLOAT, counted<float>(81));
            addDataSet(id, "images", {3, 8, 10, 1}, H5T_NATIVE_UINT16, counted<std::uint16_t>(240), true);
            addDataSet(id, "labels", {3, 8, 10}, H5T_NATIVE_UINT8, counted<std::uint8_t>(240));
            addDataSet(id, "maps", {3, 8, 10, 2}, H5T_NATIVE_FLOAT, counted<float>(480));
            addDataSet(id, "coordinates", {50, 2}, H5T_NATIVE_FLOAT, counted<float>(100));
        });
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{10});
        QCOMPARE(refs[0].part, std::string("images"));
        QCOMPARE(refs[3].part, std::string("labels"));
        QCOMPARE(refs[6].part, std::string("maps"));
        QCOMPARE(refs[9].part, std::string("aside"));
        QCOMPARE(gano::readImage(refs[2]).at(9, 7), 239.0);
        QVERIFY(gano::readImage(refs[2]).type() == SampleType::U16);
        QCOMPARE(gano::readImage(refs[4]).at(0, 0), 80.0);
        // The second channel of a map is the particle.
        QCOMPARE(gano::readImage(refs[7]).at(1, 0), 160.0 + 2 + 1);
        QCOMPARE(gano::readRegion(refs[7], {1, 0, 2, 1}).at(1, 0), 160.0 + 4 + 1);
        QCOMPARE(gano::readInfo(refs[6]).frames, 3);
        QCOMPARE(gano::readInfo(file).frames, 10);
    }
    void groupsAreSearched() {
        const fs::path file = write("deep.h5", [](hid_t id) { addDataSet(id, "a/b/c", {8, 12}, H5T_NATIVE_DOUBLE, counted<double>(96)); });
        QCOMPARE(gano::imagesIn(file).front().part, std::string("a/b/c"));
        QCOMPARE(gano::readImage(gano::imagesIn(file).front()).width(), 12);
    }
    void aGroupThatHoldsItselfIsNoTrap() {
        const fs::path file = write("loop.h5", [](hid_t id) {
            addDataSet(id, "group/picture", {8, 8}, H5T_NATIVE_UINT8, counted<std::uint8_t>(64));
            H5Lcreate_hard(id, "/", id, "group/root", H5P_DEFAULT, H5P_DEFAULT);
        });
        QVERIFY(!gano::imagesIn(file).empty());
    }
    void integersOf64BitsAreReadWhereTheyFit() {
        const fs::path file = write("wide.h5", [](hid_t id) {
            addDataSet(id, "labels", {1, 2}, H5T_NATIVE_INT64, std::vector<std::int64_t>{-5, 70000});
            addDataSet(id, "images", {1, 2}, H5T_NATIVE_INT64, std::vector<std::int64_t>{0, std::int64_t{1} << 40});
        });
        QCOMPARE(gano::readImage({file, 0, "labels"}).toFloat(), (std::vector<float>{-5, 70000}));
        QVERIFY(says(sentenceOf([&] { gano::readImage({file, 0, "images"}); }), "32 bits"));
    }
    void theOtherByteOrderIsSwapped() {
        const fs::path file = write("big.h5", [](hid_t id) {
            addDataSet(id, "images", {1, 2}, H5T_STD_U16BE, std::vector<std::uint16_t>{0x0100, 0x0200});
        });
        QCOMPARE(gano::readImage({file, 0, "images"}).toFloat(), (std::vector<float>{1, 2}));
    }
    void colourBecomesGrey() {
        const fs::path file = write("colour.h5", [](hid_t id) {
            std::vector<std::uint8_t> samples(8 * 8 * 3, 90);
            samples[0] = 255;
            samples[1] = samples[2] = 0;
            addDataSet(id, "picture", {8, 8, 3}, H5T_NATIVE_UINT8, samples);
        });
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{1});
        QCOMPARE(gano::readImage(refs[0]).at(0, 0), 76.0);
        QCOMPARE(gano::readImage(refs[0]).at(1, 0), 90.0);
    }
    void thePixelSizeIsTakenFromAnAttribute() {
        const fs::path file = write("sized.h5", [](hid_t id) {
            addDataSet(id, "images", {8, 8}, H5T_NATIVE_UINT8, counted<std::uint8_t>(64));
            const hid_t dataSet = H5Dopen2(id, "images", H5P_DEFAULT);
            const hsize_t two = 2;
            const hid_t space = H5Screate_simple(1, &two, nullptr);
            const hid_t attribute = H5Acreate2(dataSet, "pixel_size_nm", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT);
            const double yAndX[] = {0.5, 0.25};
            H5Awrite(attribute, H5T_NATIVE_DOUBLE, yAndX);
            H5Aclose(attribute);
            H5Sclose(space);
            H5Dclose(dataSet);
        });
        QVERIFY(gano::readInfo(file).pixelSize == (gano::PixelSize{0.25, 0.5}));
    }
    void veloxImagesAreCalledByTheirDetectors() {
        const fs::path file = write("velox.emd", [](hid_t id) {
            addDataSet(id, "Data/Image/11/Data", {3, 4, 2}, H5T_NATIVE_UINT16, counted<std::uint16_t>(24));
            addDataSet(id, "Data/Image/11/Metadata", {1000, 1}, H5T_NATIVE_UINT8, veloxText("HAADF", "m"));
            addDataSet(id, "Data/Image/22/Data", {3, 4, 1}, H5T_NATIVE_INT16, counted<std::int16_t>(12));
            addDataSet(id, "Data/Image/22/Metadata", {1000, 1}, H5T_NATIVE_UINT8, veloxText("BF", "1/m"));
            // Newer versions leave the text out.
            addDataSet(id, "Data/Image/33/Data", {3, 4, 1}, H5T_NATIVE_UINT16, counted<std::uint16_t>(12));
        });
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{4});
        QCOMPARE(refs[0].part, std::string("HAADF"));
        QCOMPARE(refs[2].part, std::string("BF"));
        const auto second = gano::readImage(refs[1]);  // frames lie along the last axis
        QCOMPARE(second.at(0, 0), 1.0);
        QCOMPARE(second.at(3, 2), 23.0);
        QVERIFY(std::abs(second.pixelSize.value().xNm - 0.2) < 1e-12 && std::abs(second.pixelSize.value().yNm - 0.4) < 1e-12);
        QVERIFY(!gano::readInfo(refs[2]).pixelSize);
        QVERIFY(!gano::readInfo(refs[3]).pixelSize);
    }
    void ncemAxesGiveThePixelSize() {
        const fs::path file = write("ncem.emd", [](hid_t id) {
            addDataSet(id, "data/run/data", {2, 3, 4}, H5T_NATIVE_FLOAT, counted<float>(24));
            addDataSet(id, "data/run/dim1", {2}, H5T_NATIVE_FLOAT, counted<float>(2));
            addDataSet(id, "data/run/dim2", {3}, H5T_NATIVE_FLOAT, std::vector<float>{0, 0.5F, 1});
            addDataSet(id, "data/run/dim3", {4}, H5T_NATIVE_FLOAT, std::vector<float>{0, 0.25F, 0.5F, 0.75F});
            const hid_t group = H5Gopen2(id, "data/run", H5P_DEFAULT);
            addText(group, "emd_group_type", "1");
            H5Gclose(group);
            for (const auto& [name, unit] : {std::pair("data/run/dim1", "[s]"), std::pair("data/run/dim2", "[n_m]"), std::pair("data/run/dim3", "[n_m]")}) {
                const hid_t dim = H5Dopen2(id, name, H5P_DEFAULT);
                addText(dim, "units", unit);
                H5Dclose(dim);
            }
        });
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{2});
        const auto second = gano::readImage(refs[1]);
        QCOMPARE(second.at(0, 0), 12.0);
        QVERIFY((second.pixelSize == gano::PixelSize{0.25, 0.5}));
    }
    void aFileThatCrashesTheLibraryIsCalledDamaged() {
        const fs::path file = write("crash.h5", [](hid_t id) {
            addDataSet(id, "images", {8, 8}, H5T_NATIVE_UINT8, counted<std::uint8_t>(64));
            const hid_t dataSet = H5Dopen2(id, "images", H5P_DEFAULT);
            addText(dataSet, "operator", "somebody");
            H5Dclose(dataSet);
        });
        // The attribute says: 8 characters, in the heap at this place, entry 1. HDF5 1.10 does not check the entry's number.
        std::string bytes = gano::readText(file);
        const std::uint64_t heap = bytes.find("GCOL");
        QVERIFY(heap != std::string::npos);
        const std::size_t pointer = bytes.find(std::string(reinterpret_cast<const char*>(&heap), sizeof heap));
        QVERIFY(pointer != std::string::npos);
        const std::uint32_t entry = 0x0FFFFFFF;
        std::memcpy(bytes.data() + pointer + sizeof heap, &entry, sizeof entry);
        gano::writeTextAtomically(file, bytes);
        const std::string sentence = sentenceOf([&] { gano::imagesIn(file); });
        QVERIFY2(says(sentence, "crash.h5") && says(sentence, "crashes"), sentence.c_str());
    }
    void aFileThatAsksForMoreMemoryThanItCanFillIsCalledDamaged() {
        const fs::path file = write("hungry.h5", [](hid_t id) { addDataSet(id, "images", {8, 8}, H5T_NATIVE_UINT8, counted<std::uint8_t>(64)); });
        // The names of the root group's members: "HEAP", a version, how long they are, a free place, and where they stand. HDF5
        // allocates that length before it reads.
        std::string bytes = gano::readText(file);
        const std::size_t heap = bytes.find("HEAP");
        QVERIFY(heap != std::string::npos);
        const std::uint64_t length = 600'000'000, place = 16'000'000;
        std::memcpy(bytes.data() + heap + 8, &length, sizeof length);
        std::memcpy(bytes.data() + heap + 24, &place, sizeof place);
        gano::writeTextAtomically(file, bytes);
        const std::string sentence = sentenceOf([&] { gano::imagesIn(file); });
        QVERIFY2(says(sentence, "hungry.h5") && says(sentence, "damaged"), sentence.c_str());
    }
    void aFileWithoutImagesIsToldSo() {
        const fs::path file = write("empty.h5", [](hid_t id) { addDataSet(id, "list", {100}, H5T_NATIVE_FLOAT, counted<float>(100)); });
        QVERIFY(says(sentenceOf([&] { gano::imagesIn(file); }), "without images"));
    }
    void anUnknownPartIsAnsweredWithTheKnownOnes() {
        const fs::path file = write("parts.h5", [](hid_t id) { addDataSet(id, "images", {8, 8}, H5T_NATIVE_UINT8, counted<std::uint8_t>(64)); });
        QVERIFY(says(sentenceOf([&] { gano::readImage({file, 0, "image"}); }), "Did you mean images?"));
        QVERIFY(says(sentenceOf([&] { gano::readImage({file, 1, "images"}); }), "1 image"));
    }
    void severalThreadsReadTheSameFile() {
        const fs::path file = write("shared.h5", [](hid_t id) { addDataSet(id, "images", {20, 16, 16}, H5T_NATIVE_UINT16, counted<std::uint16_t>(5120), true); });
        std::atomic<int> right = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int frame = 0; frame < 20; ++frame) {
                    right += gano::readImage({file, frame, "images"}).at(0, 0) == frame * 256.0 ? 1 : 0;
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        QCOMPARE(right.load(), 80);
    }
};

GANO_PLAIN_TEST(TestHdf5)
#include "tst_hdf5.moc"
