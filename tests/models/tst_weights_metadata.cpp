// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "models/catalogue.h"
#include "models/weights_metadata.h"
#include "tests/support/test_program.h"

class TestWeightsMetadata : public QObject {
    Q_OBJECT

    static std::vector<std::byte> fileWith(const std::string& header, std::size_t dataBytes) {
        std::vector<std::byte> bytes(8 + header.size() + dataBytes);
        const std::uint64_t length = header.size();
        std::memcpy(bytes.data(), &length, 8);
        std::memcpy(bytes.data() + 8, header.data(), header.size());
        return bytes;
    }

private Q_SLOTS:
    void aPlainHeaderIsRead() {
        const auto bytes = fileWith(R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8);
        const auto header = gano::parseWeightsHeader(bytes, "x");
        QCOMPARE(header.metadata.at("k"), std::string("v"));
        QCOMPARE(header.tensors.size(), std::size_t{1});
        QCOMPARE(header.tensors[0].end - header.tensors[0].begin, std::size_t{8});
    }

    void hostileHeadersAreRefused_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("dataBytes");
        QTest::newRow("offsets outside the file") << QByteArray(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})") << 8;
        QTest::newRow("size against shape") << QByteArray(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})") << 8;
        QTest::newRow("overflowing shape") << QByteArray(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}})") << 8;
        QTest::newRow("overlap") << QByteArray(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})") << 12;
        QTest::newRow("unknown type") << QByteArray(R"({"a":{"dtype":"F7","shape":[2],"data_offsets":[0,8]}})") << 8;
        QTest::newRow("negative size") << QByteArray(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})") << 8;
        QTest::newRow("a gap") << QByteArray(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})") << 8;
        QTest::newRow("bytes left over") << QByteArray(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})") << 8;
        QTest::newRow("a side beyond all numbers") << QByteArray(R"({"a":{"dtype":"F32","shape":[1e300],"data_offsets":[0,8]}})") << 8;
        QTest::newRow("empty but huge") << QByteArray(R"({"a":{"dtype":"U8","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}})") << 0;
        QTest::newRow("negative place") << QByteArray(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}})") << 8;
        QTest::newRow("one offset") << QByteArray(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}})") << 8;
        QTest::newRow("no shape") << QByteArray(R"({"a":{"dtype":"F32","data_offsets":[0,8]}})") << 8;
        QTest::newRow("metadata that are no texts") << QByteArray(R"({"__metadata__":{"k":1}})") << 0;
        QTest::newRow("a list") << QByteArray("[1,2]") << 0;
        QTest::newRow("not JSON") << QByteArray("hello") << 8;
    }
    void hostileHeadersAreRefused() {
        QFETCH(QByteArray, header);
        QFETCH(int, dataBytes);
        const auto bytes = fileWith(header.toStdString(), static_cast<std::size_t>(dataBytes));
        QVERIFY_EXCEPTION_THROWN(gano::parseWeightsHeader(bytes, "x"), gano::Error);
    }

    void aDescriptionSurvivesJson() {
        const gano::GeneratorSpec spec{.id = "unet_4_360", .inChannels = 2, .outChannels = 3, .baseWidth = 32, .norm = "instance"};
        QVERIFY(gano::specFromJson(gano::specToJson(spec)) == spec);
    }

    void damagedDescriptionsAreRefused() {
        for (const auto* text : {"{}", "[]", R"({"id":5})", R"({"id":"unett"})", R"({"id":"unet_2_44","norm":"bach"})",
                                 R"({"id":"unet_2_44","base_width":1000000})", R"({"id":"unet_2_44","base_width":"wide"})"})
            QVERIFY_EXCEPTION_THROWN(gano::specFromJson(nlohmann::json::parse(text)), gano::Error);
    }

    void aLengthBeyondTheFileIsRefused() {
        std::vector<std::byte> bytes(16, std::byte{0xff});
        QVERIFY_EXCEPTION_THROWN(gano::parseWeightsHeader(bytes, "x"), gano::Error);
        bytes.resize(3);
        QVERIFY_EXCEPTION_THROWN(gano::parseWeightsHeader(bytes, "x"), gano::Error);
    }
};

GANO_PLAIN_TEST(TestWeightsMetadata)
#include "tst_weights_metadata.moc"
