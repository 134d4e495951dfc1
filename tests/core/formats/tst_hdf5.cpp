// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <hdf5.h>

#include <numeric>
#include <thread>

#include "core/formats/format_table.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"

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

QTEST_APPLESS_MAIN(TestHdf5)
#include "tst_hdf5.moc"
