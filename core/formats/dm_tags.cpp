// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/dm_tags.h"

#include <fmt/format.h>

#include "core/formats/raw_samples.h"

namespace gano {
namespace {

constexpr int kDeepestTag = 64;
constexpr std::size_t kMostTags = 2'000'000;
constexpr std::uint64_t kLongestText = 16 * 1024;
constexpr int kStruct = 15, kString = 18, kArray = 20;

void appendUtf8(std::string& text, std::uint32_t c) {
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += static_cast<char>(0xC0 | (c >> 6));
        text += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        text += static_cast<char>(0xE0 | (c >> 12));
        text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (c & 0x3F));
    }
}

class TreeReader {
public:
    explicit TreeReader(const std::filesystem::path& file) : window_(file) {}

    DmFile read() {
        DmFile dm;
        dm.version = static_cast<int>(big(4));
        if (dm.version != 3 && dm.version != 4)
            throw damaged(window_.file(), fmt::format("it says that it is a Digital Micrograph file of version {}", dm.version));
        word_ = dm.version == 4 ? 8 : 4;
        big(word_);  // Length of the root; not always true, not needed.
        dm.order = order_ = big(4) == 1 ? std::endian::little : std::endian::big;
        group(dm.root, 0);
        return dm;
    }

private:
    std::uint64_t big(std::size_t size) {
        const auto value = window_.number(at_, size, std::endian::big);
        at_ += size;
        return value;
    }

    void group(DmTag& into, int depth) {
        if (depth > kDeepestTag) throw damaged(window_.file(), "its tags are nested too deeply");
        at_ += 2;  // Sorted, open: states of a tree view.
        const auto count = big(word_);
        for (std::uint64_t i = 0; i < count; ++i) {
            if (++tags_ > kMostTags) throw damaged(window_.file(), "it says that it has millions of tags");
            const auto kind = big(1);
            if (kind == 0) return;
            const auto nameLength = big(2);
            DmTag tag;
            tag.name = window_.text(at_, static_cast<std::size_t>(nameLength));
            at_ += nameLength;
            if (word_ == 8) at_ += 8;  // Length of this tag.
            if (kind == 20) {
                group(tag, depth + 1);
            } else if (kind == 21) {
                data(tag);
            } else {
                throw damaged(window_.file(), fmt::format("a tag has the unknown kind {}", kind));
            }
            into.children.push_back(std::move(tag));
        }
    }

    void data(DmTag& tag) {
        if (window_.text(at_, 4) != "%%%%") throw damaged(window_.file(), fmt::format("the data of the tag '{}' do not begin where they should", tag.name));
        at_ += 4;
        const auto length = big(word_);
        if (length == 0 || length > 10'000) throw damaged(window_.file(), fmt::format("the tag '{}' has an impossible type", tag.name));
        std::vector<std::uint64_t> type(static_cast<std::size_t>(length));
        for (auto& code : type) code = big(word_);
        value(tag, type);
    }

    /// Bytes of a struct described by code, name length, number of fields, and two words per field.
    std::uint64_t structBytes(const std::vector<std::uint64_t>& type, std::size_t from) const {
        if (from + 2 >= type.size()) throw damaged(window_.file(), "a tag has an impossible type");
        const auto fields = type[from + 2];
        if (fields > type.size() || from + 3 + 2 * fields > type.size()) throw damaged(window_.file(), "a tag has an impossible type");
        std::uint64_t bytes = 0;
        for (std::uint64_t i = 0; i < fields; ++i) {
            const auto size = dmElementBytes(static_cast<int>(type[from + 4 + 2 * i]));
            if (size == 0) throw damaged(window_.file(), "a tag has a field of an unknown type");
            bytes += size;
        }
        return bytes;
    }

    void value(DmTag& tag, const std::vector<std::uint64_t>& type) {
        const auto code = static_cast<int>(std::min<std::uint64_t>(type[0], 1000));
        tag.kind = DmTag::Kind::Other;
        if (code == kStruct) {
            const auto bytes = structBytes(type, 0);
            if (bytes > window_.length() - at_) throw cutShort(window_.file(), window_.length(), at_ + bytes);
            tag.text = structText(type);
            skip(bytes);
        } else if (code == kString) {
            const auto characters = type.size() > 1 ? std::min(type[1], window_.length()) : 0;
            if (characters <= kLongestText) tag.text = text(characters);
            skip(2 * characters);
        } else if (code == kArray) {
            array(tag, type);
        } else if (const auto size = dmElementBytes(code); size != 0) {
            tag.kind = DmTag::Kind::Number;
            tag.number = scalar(code, size);
            at_ += size;
        } else {
            throw damaged(window_.file(), fmt::format("the tag '{}' has the unknown type {}", tag.name, code));
        }
    }

    void array(DmTag& tag, const std::vector<std::uint64_t>& type) {
        if (type.size() < 3) throw damaged(window_.file(), "a list has no length");
        const auto element = static_cast<int>(std::min<std::uint64_t>(type[1], 1000));
        tag.count = type.back();
        const std::uint64_t size = element == kStruct ? structBytes(type, 1) : dmElementBytes(element);
        if (size == 0 && tag.count > 0 && element != kStruct) throw damaged(window_.file(), fmt::format("the list '{}' has the unknown type {}", tag.name, element));
        if (size != 0 && tag.count > window_.length() / size) throw cutShort(window_.file(), window_.length(), at_ + std::min<std::uint64_t>(tag.count, 1ULL << 58) * size);
        tag.offset = at_;
        tag.elementType = element;
        if (element != kStruct) tag.kind = DmTag::Kind::Array;
        if ((element == 4 || element == 2) && tag.count <= kLongestText) tag.text = text(tag.count);
        skip(size * tag.count);
    }

    /// 16-bit characters from the present place; does not move on.
    std::string text(std::uint64_t characters) {
        std::string result;
        const auto bytes = window_.at(at_, static_cast<std::size_t>(characters * 2));
        for (std::size_t i = 0; i < characters; ++i)
            if (const auto c = static_cast<std::uint32_t>(numberAt(bytes, 2 * i, 2, order_)); c != 0) appendUtf8(result, c);
        return result;
    }

    /// "0, 0, 512, 512"; does not move on.
    std::string structText(const std::vector<std::uint64_t>& type) {
        const auto begin = at_;
        std::string result;
        for (std::uint64_t i = 0; i < type[2]; ++i) {
            const auto code = static_cast<int>(type[4 + 2 * i]);
            if (i > 0) result += ", ";
            result += fmt::format("{:.9g}", scalar(code, dmElementBytes(code)));
            at_ += dmElementBytes(code);
        }
        at_ = begin;
        return result;
    }

    void skip(std::uint64_t bytes) {
        if (bytes > window_.length() - at_) throw cutShort(window_.file(), window_.length(), at_ + bytes);
        at_ += bytes;
    }

    double scalar(int code, std::size_t size) {
        if (code == 6 || code == 7) return window_.real(at_, size, order_);
        const auto bits = window_.number(at_, size, order_);
        switch (code) {
            case 2: return static_cast<std::int16_t>(bits);
            case 3: return static_cast<std::int32_t>(bits);
            case 9: return static_cast<std::int8_t>(bits);
            case 11: return static_cast<double>(static_cast<std::int64_t>(bits));
            default: return static_cast<double>(bits);
        }
    }

    FileWindow window_;
    std::uint64_t at_ = 0;
    std::size_t word_ = 4;  ///< Bytes of a count: 4 in DM3, 8 in DM4.
    std::endian order_ = std::endian::little;
    std::size_t tags_ = 0;
};

}  // namespace

std::size_t dmElementBytes(int elementType) {
    switch (elementType) {
        case 8: case 9: case 10: return 1;
        case 2: case 4: return 2;
        case 3: case 5: case 6: return 4;
        case 7: case 11: case 12: return 8;
        default: return 0;
    }
}

const DmTag* DmTag::find(std::string_view childName) const {
    for (const auto& child : children)
        if (child.name == childName) return &child;
    return nullptr;
}

const DmTag* DmTag::find(std::initializer_list<std::string_view> path) const {
    const DmTag* tag = this;
    for (const auto step : path) {
        tag = tag->find(step);
        if (tag == nullptr) return nullptr;
    }
    return tag;
}

DmFile readDmTags(const std::filesystem::path& file) { return TreeReader(file).read(); }

}  // namespace gano
