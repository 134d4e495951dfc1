// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// make_selftest_files FOLDER writes resources/selftest: one picture, 16 x 12 pixels of 2.5 nm that count 0, 1, 2, … 191 row by
// row, in every format that is read. The microscopes' formats come from made_files.h, not from the program's own code.
#include <hdf5.h>

#include <QImage>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "core/formats/image_export.h"
#include "core/formats/png_writer.h"
#include "tests/support/made_files.h"

namespace fs = std::filesystem;

namespace {

constexpr int kWidth = 16, kHeight = 12;
constexpr std::size_t kPixels = kWidth * kHeight;

void save(const fs::path& file, const std::vector<std::uint8_t>& bytes) {
    std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void saveDm(const fs::path& file, int version) {
    const MadeDmImage image{{kWidth, kHeight}, 10, 4, kPixels, countedBytes<std::uint16_t>(kPixels), {{2.5, "nm"}, {2.5, "nm"}}};
    save(file, MadeDm(version, std::endian::little).file({image}));
}

void saveSer(const fs::path& file) {
    auto bytes = madeSer(false, kWidth, kHeight, 1, 1, 2.5e-9);
    // The lowest row comes first in such a file.
    auto* samples = bytes.data() + bytes.size() - 2 * kPixels;
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) samples[2 * ((kHeight - 1 - y) * kWidth + x)] = static_cast<std::uint8_t>(y * kWidth + x);
    save(file, bytes);
}

void saveMrc(const fs::path& file) {
    MadeMrc made;
    made.width = kWidth, made.height = kHeight, made.mode = 6;
    made.cellX = 25.0F * kWidth, made.cellY = 25.0F * kHeight;
    save(file, made.file(countedBytes<std::uint16_t>(kPixels)));
}

void saveNpy(const fs::path& file) {
    std::string head = "{'descr': '<u2', 'fortran_order': False, 'shape': (12, 16), }";
    head.resize(117, ' ');
    FileBytes bytes;
    bytes.put<std::uint8_t>(0x93).text("NUMPY").put<std::uint8_t>(1).put<std::uint8_t>(0).put<std::uint16_t>(118).text(head + "\n");
    save(file, bytes.bytes(countedBytes<std::uint16_t>(kPixels)).take());
}

hid_t makeFile(const fs::path& file) { return H5Fcreate(file.string().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT); }

template <class T>
void addDataSet(hid_t file, const char* name, std::vector<hsize_t> size, hid_t type, const std::vector<T>& values) {
    const hid_t space = H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr);
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    const hid_t dataSet = H5Dcreate2(file, name, type, space, links, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(dataSet, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dclose(dataSet);
    H5Pclose(links);
    H5Sclose(space);
}

void addAttribute(hid_t file, const char* object, const char* name, hid_t type, const void* value) {
    const hid_t owner = H5Oopen(file, object, H5P_DEFAULT);
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(owner, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(attribute, type, value);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Oclose(owner);
}

void addText(hid_t file, const char* object, const char* name, const char* text) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    addAttribute(file, object, name, type, &text);
    H5Tclose(type);
}

std::vector<std::uint16_t> counted() {
    std::vector<std::uint16_t> values(kPixels);
    std::iota(values.begin(), values.end(), std::uint16_t{0});
    return values;
}

void saveVelox(const fs::path& file) {
    const std::string text = R"({"BinaryResult": {"Detector": "HAADF", "PixelSize": {"width": "2.5e-9", "height": "2.5e-9"}, "PixelUnitX": "m", "PixelUnitY": "m"}})";
    const hid_t id = makeFile(file);
    addDataSet(id, "Data/Image/1/Data", {kHeight, kWidth, 1}, H5T_STD_U16LE, counted());
    addDataSet(id, "Data/Image/1/Metadata", {text.size(), 1}, H5T_STD_U8LE, std::vector<std::uint8_t>(text.begin(), text.end()));
    H5Fclose(id);
}

void saveBerkeley(const fs::path& file) {
    const hid_t id = makeFile(file);
    addDataSet(id, "data/picture/data", {kHeight, kWidth}, H5T_STD_U16LE, counted());
    const int one = 1;
    addAttribute(id, "data/picture", "emd_group_type", H5T_STD_I32LE, &one);
    const std::pair<const char*, int> axes[] = {{"data/picture/dim1", kHeight}, {"data/picture/dim2", kWidth}};
    for (const auto& [name, size] : axes) {
        std::vector<double> places(static_cast<std::size_t>(size));
        for (std::size_t i = 0; i < places.size(); ++i) places[i] = 2.5 * static_cast<double>(i);
        addDataSet(id, name, {places.size()}, H5T_IEEE_F64LE, places);
        addText(id, name, "name", name[16] == '1' ? "y" : "x");
        addText(id, name, "units", "[n_m]");
    }
    H5Fclose(id);
}

void saveHdf5(const fs::path& file) {
    const hid_t id = makeFile(file);
    addDataSet(id, "images", {kHeight, kWidth}, H5T_STD_U16LE, counted());
    H5Fclose(id);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    const fs::path folder = arguments[1];
    fs::create_directories(folder);
    saveDm(folder / "picture.dm3", 3);
    saveDm(folder / "picture.dm4", 4);
    saveSer(folder / "picture.ser");
    saveMrc(folder / "picture.mrc");
    saveNpy(folder / "picture.npy");
    saveVelox(folder / "picture-velox.emd");
    saveBerkeley(folder / "picture-ncem.emd");
    saveHdf5(folder / "picture.h5");
    gano::Image image(kWidth, kHeight, gano::SampleType::U16);
    std::ranges::copy(counted(), image.samples<std::uint16_t>().begin());
    image.pixelSize = gano::PixelSize{2.5, 2.5};
    gano::exportImage(image, folder / "picture.tif", gano::ExportFormat::Tiff);
    QImage grey(kWidth, kHeight, QImage::Format_Grayscale8);
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) grey.scanLine(y)[x] = static_cast<uchar>(y * kWidth + x);
    grey.setDotsPerMeterX(400000000);
    grey.setDotsPerMeterY(400000000);
    const auto name = [&](const char* file) { return QString::fromStdString((folder / file).string()); };
    const bool saved = grey.save(name("picture.png")) && grey.save(name("picture.jpg"), "JPEG", 100) && grey.save(name("picture.bmp"));
    return saved ? 0 : 1;
}
