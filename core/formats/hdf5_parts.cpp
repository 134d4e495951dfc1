// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the data sets of an HDF5 file that hold images.
#include "core/formats/hdf5_parts.h"

#ifdef GANOSCOPE_WITH_HDF5
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "core/formats/bytes.h"
#include "core/formats/file_cache.h"
#include "core/formats/hdf5_check.h"
#include "core/formats/hdf5_emd.h"
#include "core/formats/hdf5_handle.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostObjects = 20'000;
/// Narrower arrays are lists of numbers (coordinates, axes), not images.
constexpr std::uint64_t kSmallestArraySide = 8;
constexpr std::array<std::string_view, 3> kKnownNames{"images", "labels", "maps"};

std::string lastName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool isKnownName(const std::string& path) { return std::ranges::find(kKnownNames, lastName(path)) != kKnownNames.end(); }

/// The sample type, or false where the data set holds no numbers (texts, compounds, references).
bool readType(hid_t dataSet, Hdf5Part& part) {
    const Hdf5Handle stored(H5Dget_type(dataSet), H5Tclose);
    const H5T_class_t kind = H5Tget_class(stored.id());
    const bool enumeration = kind == H5T_ENUM;  // how h5py writes true and false
    const Hdf5Handle base(enumeration ? H5Tget_super(stored.id()) : H5Tcopy(stored.id()), H5Tclose);
    const std::size_t size = H5Tget_size(base.id());
    if (kind == H5T_FLOAT) {
        part.type = size > 4 ? SampleType::F64 : SampleType::F32;
        if (size == 2) part.notes.emplace_back("16-bit half float, read as 32-bit float");
        return true;
    }
    if (kind != H5T_INTEGER && !enumeration) return false;
    const bool isSigned = H5Tget_sign(base.id()) == H5T_SGN_2 && !enumeration;
    switch (size) {
        case 1: part.type = isSigned ? SampleType::I8 : SampleType::U8; break;
        case 2: part.type = isSigned ? SampleType::I16 : SampleType::U16; break;
        case 8:
            part.wide = true;
            part.wideUnsigned = !isSigned;
            part.notes.emplace_back("64-bit integers, read as 32-bit");
            [[fallthrough]];
        case 4: part.type = isSigned ? SampleType::I32 : SampleType::U32; break;
        default: return false;
    }
    return true;
}

/// Gives the axes their meaning; false where they cannot be those of images.
bool readAxes(hid_t dataSet, Hdf5Part& part) {
    const Hdf5Handle space(H5Dget_space(dataSet), H5Sclose);
    const int rank = H5Sget_simple_extent_type(space.id()) == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space.id()) : 0;
    if (rank < 2 || rank > 4) return false;
    std::array<hsize_t, 4> size{};
    H5Sget_simple_extent_dims(space.id(), size.data(), nullptr);
    part.size.assign(size.begin(), size.begin() + rank);
    for (const std::uint64_t side : part.size) {
        if (side == 0 || side > std::numeric_limits<int>::max()) return false;
    }
    part.hasFrames = rank >= 3;
    part.hasChannels = rank == 4;
    // A single colour image: height, width and 3 or 4 channels.
    const bool narrowLast = rank == 3 && (part.size[2] == 3 || part.size[2] == 4) && part.size[1] >= kSmallestArraySide && part.size[0] >= kSmallestArraySide;
    if (narrowLast) {
        part.hasFrames = false;
        part.hasChannels = true;
    }
    const std::size_t row = part.hasFrames ? 1 : 0;
    part.frames = part.hasFrames ? static_cast<int>(part.size[0]) : 1;
    part.height = static_cast<int>(part.size[row]);
    part.width = static_cast<int>(part.size[row + 1]);
    part.channels = part.hasChannels ? static_cast<int>(part.size.back()) : 1;
    if (part.channels > 4) return false;
    if (lastName(part.path) == "maps" && part.channels == 2) {
        part.channel = 1;
        part.notes.emplace_back("2 channels, the second (particle) is read");
    } else if (part.channels >= 3) {
        part.colour = true;
        part.notes.emplace_back("colour, read as grey");
    } else if (part.channels == 2) {
        part.notes.emplace_back("2 channels, the first is read");
    }
    const bool largeEnough = part.size[row] >= kSmallestArraySide && part.size[row + 1] >= kSmallestArraySide;
    return largeEnough || isKnownName(part.path);
}

/// The scale of one axis as HyperSpy writes it: a group "axis-1" beside the data set.
struct HyperSpyAxis {
    double scale = 0.0;
    std::string unit;
};
HyperSpyAxis hyperSpyAxis(hid_t file, const std::string& dataSetPath, std::size_t index) {
    const std::size_t slash = dataSetPath.rfind('/');
    if (slash == std::string::npos) return {};
    const std::string path = fmt::format("{}/axis-{}", dataSetPath.substr(0, slash), index);
    if (H5Lexists(file, path.c_str(), H5P_DEFAULT) <= 0) return {};
    const Hdf5Handle group(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose);
    const std::vector<double> scale = hdf5Numbers(group.id(), "scale");
    return {scale.empty() ? 0.0 : scale.front(), hdf5Text(group.id(), "units")};
}

/// From the attributes "pixel_size_nm" (one value, or y and x) or "element_size_um" (z, y, x; ilastik, BigDataViewer), or
/// from HyperSpy's axes.
std::optional<PixelSize> readPixelSize(hid_t file, hid_t dataSet, const Hdf5Part& part) {
    if (const auto values = hdf5Numbers(dataSet, "pixel_size_nm"); !values.empty()) {
        return makePixelSize(values.back(), values.front(), "nm");
    }
    if (const auto values = hdf5Numbers(dataSet, "element_size_um"); values.size() >= 2) {
        return makePixelSize(values.back(), values[values.size() - 2], "um");
    }
    const std::size_t row = part.hasFrames ? 1 : 0;
    const HyperSpyAxis y = hyperSpyAxis(file, part.path, row);
    const HyperSpyAxis x = hyperSpyAxis(file, part.path, row + 1);
    return x.unit == y.unit ? makePixelSize(x.scale, y.scale, x.unit) : std::nullopt;
}

class Search {
public:
    explicit Search(hid_t file) : file_(file), velox_(isVelox(file)) {}

    Hdf5Contents run() {
        visit(file_, "", 0);
        const auto rank = [](const Hdf5Part& part) { return std::ranges::find(kKnownNames, lastName(part.path)) - kKnownNames.begin(); };
        std::ranges::stable_sort(found_.parts, {}, rank);
        giveNames();
        return std::move(found_);
    }
    /// EMD files say so in their groups.
    bool isEmd() const { return emd_ || velox_; }

private:
    void visit(hid_t group, const std::string& prefix, int depth) {
        H5G_info_t info{};
        if (depth > kDeepestHdf5Group || H5Gget_info(group, &info) < 0) return;
        const bool emdGroup = isEmdGroup(group);
        emd_ = emd_ || emdGroup;
        for (hsize_t i = 0; i < info.nlinks && ++seen_ < kMostObjects; ++i) {
            std::array<char, 512> name{};
            const auto length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
            H5L_info_t link{};
            // Soft and external links would show a data set twice, or another file's.
            if (length <= 0 || H5Lget_info(group, name.data(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) continue;
            const Hdf5Handle object(H5Oopen(group, name.data(), H5P_DEFAULT), H5Oclose);
            const H5I_type_t kind = object ? H5Iget_type(object.id()) : H5I_BADID;
            if (kind == H5I_GROUP) visit(object.id(), prefix + name.data() + "/", depth + 1);
            if (kind == H5I_DATASET) add(object.id(), prefix + name.data(), emdGroup);
        }
    }

    void add(hid_t dataSet, const std::string& path, bool inEmdGroup) {
        Hdf5Part part;
        part.path = path;
        if (velox_) {
            if (!path.starts_with("Data/Image/") || lastName(path) != "Data") return;
            if (!readType(dataSet, part)) refuse(path, "a Fourier transform (complex values)");
            else if (describeVelox(file_, dataSet, part)) found_.parts.push_back(std::move(part));
            else refuse(path, "data of more than three axes");
            return;
        }
        if (!readType(dataSet, part)) return;
        if (inEmdGroup) {
            if (lastName(path).starts_with("dim")) return;
            if (describeNcem(file_, dataSet, part)) found_.parts.push_back(std::move(part));
            else refuse(path, "a spectrum or data of more than three axes");
            return;
        }
        if (!readAxes(dataSet, part)) return;
        part.pixelSize = readPixelSize(file_, dataSet, part);
        found_.parts.push_back(std::move(part));
    }

    /// The paths in Velox files are numbers of 32 digits: their images are called by their detectors, "HAADF", "HAADF 2", and
    /// a single one needs no name.
    void giveNames() {
        std::map<std::string, int> times;
        for (Hdf5Part& part : found_.parts) {
            part.name = part.path;
            if (!velox_) continue;
            const std::string word = part.detector.empty() ? "image" : part.detector;
            const int count = ++times[word];
            part.name = found_.parts.size() == 1 ? std::string() : count > 1 ? fmt::format("{} {}", word, count) : word;
        }
    }

    void refuse(const std::string& path, const std::string& what) { found_.others.push_back({path, what}); }

    hid_t file_;
    bool velox_;
    Hdf5Contents found_;
    std::size_t seen_ = 0;
    bool emd_ = false;
};

/// Once per file, whatever else was read meanwhile: the check costs a process.
void checkOnce(const fs::path& file) {
    static FileCache<bool> checked(4096);
    if (!*checked.get(fileStamp(file), [&] { return survivesHdf5Check(file); })) throw damaged(file, "the HDF5 library crashes on it, or asks for more memory than it can fill");
}

Hdf5Contents scanParts(const fs::path& file) {
    const std::string name = file.filename().string();
    checkOnce(file);
    const Hdf5Handle handle(H5Fopen(file.string().c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!handle) {
        throw Error(fmt::format("{} is damaged or cut short: HDF5 cannot open it. Copy it again from its source.", name));
    }
    Search search(handle.id());
    Hdf5Contents found = search.run();
    if (!found.parts.empty()) return found;
    if (!found.others.empty()) throw NotAnImage(fmt::format("{} holds {}, not an image.", name, found.others.back().reason));
    if (search.isEmd()) throw NotAnImage(fmt::format("{} is an EMD file without images.", name));
    throw NotAnImage(fmt::format("{} is an HDF5 file without images: no data set in it is a numeric array of 2 to 4 axes.", name));
}

}  // namespace

std::unique_lock<std::mutex> hdf5Lock() {
    static std::mutex mutex;
    std::unique_lock lock(mutex);
    // Otherwise the library complains at the program's end about files that it could not close because they are damaged.
    static const bool quiet = H5dont_atexit() >= 0;
    static_cast<void>(quiet);
    // HDF5 prints a page for every failed call otherwise; the setting belongs to the calling thread in thread-safe builds.
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    return lock;
}

std::shared_ptr<const Hdf5Contents> hdf5Contents(const fs::path& file) {
    static FileCache<Hdf5Contents> cache(16);
    fileLength(file);
    return cache.get(fileStamp(file), [&] { return scanParts(file); });
}

}  // namespace gano
#endif
