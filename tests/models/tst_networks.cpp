// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/types.h>
#include <torch/utils.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "core/base/error.h"
#include "core/base/files.h"
#include "models/network.h"
#include "models/weights_file.h"
#include "models/weights_metadata.h"
#include "tests/support/test_program.h"

using gano::GeneratorSpec;

class TestNetworks : public QObject {
    Q_OBJECT

    static void addEveryRow() {
        QTest::addColumn<QByteArray>("id");
        for (const auto& row : gano::generatorRows()) QTest::newRow(row.id.c_str()) << QByteArray::fromStdString(row.id);
    }
    /// With LibTorch's own starting weights, which are drawn ten times faster than ours.
    static std::shared_ptr<gano::ImageNetwork> small(const QByteArray& id, int out = 1, std::uint64_t seed = 7) {
        torch::manual_seed(seed);
        return gano::makeGenerator({.id = id.toStdString(), .inChannels = 1, .outChannels = out, .baseWidth = 4, .norm = "batch"});
    }
    static std::filesystem::path fileIn(const QTemporaryDir& folder) {
        return std::filesystem::path(folder.path().toStdString()) / "w.safetensors";
    }
    static torch::Tensor ramp(std::int64_t height, std::int64_t width) {
        return torch::sin(torch::arange(height * width, torch::kFloat)).view({1, 1, height, width});
    }

private Q_SLOTS:
    void unetParametersMatchTheTable_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<qint64>("count");
        const std::map<int, std::array<qint64, 3>> table = {{4, {8069, 32725, 130677}}, {8, {31625, 129577, 520041}},
            {16, {125201, 515665, 2074833}}, {32, {498209, 2057377, 8288673}}, {64, {1987649, 8218945, 33133377}}};
        for (const auto& [width, counts] : table) {
            QTest::addRow("2 levels, width %d", width) << width << QByteArray("unet_2_84") << counts[0];
            QTest::addRow("3 levels, width %d", width) << width << QByteArray("unet_3_240") << counts[1];
            QTest::addRow("4 levels, width %d", width) << width << QByteArray("unet_4_424") << counts[2];
        }
    }
    void unetParametersMatchTheTable() {
        QFETCH(int, width);
        QFETCH(QByteArray, id);
        QFETCH(qint64, count);
        const auto network = gano::makeGenerator({.id = id.toStdString(), .inChannels = 1, .outChannels = 1, .baseWidth = width, .norm = "batch"});
        QCOMPARE(gano::parameterCount(*network), count);
    }

    void hrnetParametersMatchTheTable() {
        const std::map<std::string, qint64> table = {{"hrnet_w18_small_v1", 1535329}, {"hrnet_w18_small_v2", 3933549},
            {"hrnet_w18", 9635089}, {"hrnet_w32", 29536705}, {"hrnet_w40", 45882465}, {"hrnet_w48", 65845249}};
        for (const auto& [id, count] : table)
            QCOMPARE(gano::parameterCount(*gano::makeGenerator({.id = id})), count);
    }

    void theDiscriminatorHasTheParametersOfPix2Pix() {
        const auto network = gano::makeDiscriminator(2, "batch");
        QCOMPARE(gano::parameterCount(*network), qint64{2764609});
        QCOMPARE(network->forward(torch::zeros({1, 2, 224, 224})).sizes().vec(), (std::vector<std::int64_t>{1, 1, 26, 26}));
        network->eval();
        QCOMPARE(network->forward(torch::zeros({1, 2, 5, 9})).dim(), 4);
    }

    void theReceptiveFieldIsTheOneInTheName() {
        for (const auto& row : gano::generatorRows()) {
            if (row.receptiveField == 0) continue;
            auto network = gano::makeGenerator({.id = row.id, .inChannels = 1, .outChannels = 1, .baseWidth = 1, .norm = "none"});
            {
                // Positive weights keep every path alive.
                torch::NoGradGuard noGradients;
                for (auto& p : network->parameters()) p.fill_(0.5);
            }
            network->to(torch::kDouble);
            const std::int64_t side = ((row.receptiveField + 64) / row.sizeMultiple + 1) * row.sizeMultiple;
            // What a pixel sees varies with its place in the coarsest pooling cell (92 and 100 px for 3_96); the name is
            // the mean. A max-pool passes one of its inputs: the union over a rising and a falling ramp is its reach.
            // A strip is enough: the kernels are square.
            std::int64_t total = 0;
            for (std::int64_t shift = 0; shift < row.sizeMultiple; ++shift) {
                auto reach = torch::zeros({side});
                for (int slope = -1; slope <= 1; slope += 2) {
                    auto x = torch::arange(side, torch::kDouble).mul(slope).add(side).view({1, 1, 1, side}).repeat({1, 1, row.sizeMultiple, 1});
                    x.set_requires_grad(true);
                    network->forward(x)[0][0][0][side / 2 + shift].backward();
                    reach += x.grad().abs().sum({0, 1, 2}).gt(0).to(torch::kFloat);
                }
                const auto touched = reach.nonzero();
                total += touched.max().item<std::int64_t>() - touched.min().item<std::int64_t>() + 1;
            }
            QVERIFY2(total == std::int64_t{row.receptiveField} * row.sizeMultiple,
                     qPrintable(QStringLiteral("%1 sees %2 px").arg(QString::fromStdString(row.label)).arg(total / row.sizeMultiple)));
        }
    }

    void everyGeneratorKeepsTheSizeOfAnyImage_data() { addEveryRow(); }
    void everyGeneratorKeepsTheSizeOfAnyImage() {
        QFETCH(QByteArray, id);
        const auto network = small(id, 3);
        network->eval();
        torch::NoGradGuard noGradients;
        for (const auto& [h, w] : {std::pair{32, 32}, {33, 57}, {1, 3}}) {
            const auto out = network->forward(ramp(h, w));
            QCOMPARE(out.sizes().vec(), (std::vector<std::int64_t>{1, 3, h, w}));
            QVERIFY(out.isfinite().all().item<bool>());
        }
    }

    void gradientsReachEveryParameter_data() { addEveryRow(); }
    void gradientsReachEveryParameter() {
        QFETCH(QByteArray, id);
        const auto network = small(id);
        network->eval();  // Batch statistics of one image cancel the gradients of biases before a norm.
        network->forward(ramp(64, 64)).square().sum().backward();
        const auto first = network->parameters().front();
        QVERIFY(first.grad().defined());
        QVERIFY(first.grad().abs().sum().item<double>() > 0);
        for (const auto& p : network->parameters()) QVERIFY(p.grad().defined());
    }

    void savedWeightsGiveTheSameOutput_data() { addEveryRow(); }
    void savedWeightsGiveTheSameOutput() {
        QFETCH(QByteArray, id);
        QTemporaryDir folder;
        const auto file = fileIn(folder);
        const auto network = small(id);
        network->forward(ramp(64, 64));  // Moves the running means away from their start.
        network->eval();
        gano::writeSafetensors(file, gano::namedTensors(*network, "generator."), {{"note", "x"}});
        const auto other = small(id, 1, 99);
        other->eval();
        torch::NoGradGuard noGradients;
        const auto x = ramp(40, 36);
        const auto expected = network->forward(x);
        QVERIFY(!torch::equal(expected, other->forward(x)));
        const auto loaded = gano::readSafetensors(file);
        QCOMPARE(loaded.metadata.at("note"), std::string("x"));
        gano::loadTensors(*other, loaded.tensors, "generator.");
        QVERIFY(torch::equal(expected, other->forward(x)));
    }

    void floatAgreesWithDouble_data() { addEveryRow(); }
    void floatAgreesWithDouble() {
        QFETCH(QByteArray, id);
        const auto network = small(id);
        network->eval();
        torch::NoGradGuard noGradients;
        const auto x = ramp(64, 64);
        const auto single = network->forward(x);
        network->to(torch::kDouble);
        const auto twice = network->forward(x.to(torch::kDouble));
        const double scale = twice.abs().max().item<double>();
        QVERIFY((single.to(torch::kDouble) - twice).abs().max().item<double>() < 1e-4 * scale);
    }

    void everyNormalisationWorks() {
        for (const auto& norm : gano::normNames())
            for (const auto* id : {"unet_2_44", "hrnet_w18_small_v2"}) {
                const auto network = gano::makeGenerator({.id = id, .inChannels = 1, .outChannels = 1, .baseWidth = 6, .norm = norm});
                gano::initialise(*network, "kaiming", 5);
                for (const auto side : {64, 1}) {
                    const auto out = network->forward(ramp(side, side));
                    QCOMPARE(out.size(3), std::int64_t{side});
                    QVERIFY2(out.isfinite().all().item<bool>(), norm.c_str());
                }
            }
    }

    void wrongDescriptionsAreRefused() {
        const auto refuses = [](const GeneratorSpec& spec) {
            QVERIFY_EXCEPTION_THROWN(gano::makeGenerator(spec), gano::UsageError);
        };
        refuses({.id = "unett"});
        refuses({.id = "unet_2_44", .inChannels = 1, .outChannels = 1, .baseWidth = 4, .norm = "bach"});
        refuses({.id = "unet_2_44", .inChannels = 1, .outChannels = 1, .baseWidth = 0});
        refuses({.id = "unet_2_44", .inChannels = -1});
        refuses({.id = "hrnet_w18", .inChannels = 1, .outChannels = 1000});
    }

    void prefixesNameTheEncoderAndTheHead_data() { addEveryRow(); }
    void prefixesNameTheEncoderAndTheHead() {
        QFETCH(QByteArray, id);
        const auto parameters = gano::makeGenerator({.id = id.toStdString(), .inChannels = 1, .outChannels = 1, .baseWidth = 4})->named_parameters();
        const auto prefixes = gano::encoderPrefixes(id.toStdString());
        for (const auto& prefix : prefixes) {
            const auto keys = parameters.keys();
            QVERIFY2(std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.starts_with(prefix); }), prefix.c_str());
        }
        const auto head = gano::headPrefixes(id.toStdString()).front();
        for (const auto& item : parameters) {
            const bool encoder = std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& p) { return item.key().starts_with(p); });
            const bool decoder = item.key().starts_with("decoder.");
            QVERIFY2(int{encoder} + int{decoder} + int{item.key().starts_with(head)} == 1, item.key().c_str());
        }
    }

    void theSameSeedDrawsTheSameWeights() {
        torch::manual_seed(11);
        const auto expected = torch::rand({4});
        for (const auto& kind : gano::initialisationNames()) {
            const auto a = gano::makeGenerator({}), b = gano::makeGenerator({}), c = gano::makeGenerator({});
            torch::manual_seed(11);
            gano::initialise(*a, kind, 1);
            gano::initialise(*b, kind, 1);
            gano::initialise(*c, kind, 2);
            QVERIFY2(torch::equal(torch::rand({4}), expected), "the global random state was touched");
            const auto from = a->parameters(), same = b->parameters();
            for (std::size_t i = 0; i < from.size(); ++i) QVERIFY(torch::equal(from[i], same[i]));
            QVERIFY(!torch::equal(from.front(), c->parameters().front()));
        }
        QVERIFY_EXCEPTION_THROWN(gano::initialise(*gano::makeGenerator({}), "zeros", 1), gano::UsageError);
    }

    void startingWeightsHaveTheSpreadOfTheirKind() {
        for (const auto& [kind, deviation] : {std::pair{"normal-0.02", 0.02}, {"kaiming", std::sqrt(2.0 / (9 * 128))}, {"hrnet", 0.001}}) {
            const auto network = gano::makeGenerator({.id = "hrnet_w18_small_v1"});
            gano::initialise(*network, kind, 3);
            for (const auto& item : network->named_parameters()) {
                if (item.value().sizes() != torch::IntArrayRef{128, 128, 3, 3}) continue;
                QVERIFY2(std::abs(item.value().std().item<double>() / deviation - 1) < 0.02, kind);
                QVERIFY2(std::abs(item.value().mean().item<double>()) < 0.02 * deviation, kind);
            }
        }
    }

    void weightsOfAnotherNetworkAreRefusedAndChangeNothing() {
        const auto two = small("unet_2_44"), three = small("unet_3_96");
        const auto before = gano::namedTensors(*three, "")[0].second.clone();
        const auto refused = [&](gano::ImageNetwork& network, const gano::TensorList& tensors, const char* word) {
            try {
                gano::loadTensors(network, tensors, "");
            } catch (const gano::Error& error) {
                return std::string(error.what()).find(word) != std::string::npos;
            }
            return false;
        };
        QVERIFY(refused(*three, gano::namedTensors(*two, ""), "lack"));
        QVERIFY(refused(*three, gano::namedTensors(*gano::makeGenerator({.id = "unet_3_96"}), ""), "[16 × 1 × 3 × 3] in the weights"));
        auto more = gano::namedTensors(*three, "");
        for (auto& [name, tensor] : more) tensor = tensor + 1;
        more.emplace_back("encoder.9.weight", torch::zeros({1}));
        QVERIFY(refused(*three, more, "no place for 'encoder.9.weight'"));
        QVERIFY(torch::equal(before, gano::namedTensors(*three, "")[0].second));
    }

    void everyTypeAndShapeComesBackFromAFile() {
        QTemporaryDir folder;
        const auto file = fileIn(folder);
        gano::TensorList list;
        for (const auto type : {torch::kBool, torch::kUInt8, torch::kInt8, torch::kInt16, torch::kFloat16, torch::kBFloat16, torch::kInt32,
                                torch::kFloat32, torch::kInt64, torch::kFloat64})
            list.emplace_back(std::string("t.") + torch::toString(type), torch::arange(7, torch::kFloat).sub(1).abs().to(type));
        list.emplace_back("scalar", torch::tensor(2.5));
        list.emplace_back("empty", torch::zeros({3, 0, 2}));
        list.emplace_back("turned", torch::arange(6, torch::kFloat).view({2, 3}).t());
        list.emplace_back("a \"name\" with µ", torch::ones({1}));
        gano::writeSafetensors(file, list, {{"latin1", "caf\xe9"}, {"json", R"({"a":[1]})"}});
        const auto read = gano::readSafetensors(file);
        QCOMPARE(read.metadata.at("json"), std::string(R"({"a":[1]})"));
        QCOMPARE(read.tensors.size(), list.size());
        const std::map<std::string, torch::Tensor> byName(read.tensors.begin(), read.tensors.end());
        for (const auto& [name, tensor] : list) {
            QVERIFY2(byName.contains(name), name.c_str());
            QCOMPARE(byName.at(name).scalar_type(), tensor.scalar_type());
            QVERIFY2(torch::equal(byName.at(name), tensor), name.c_str());
        }
    }

    void filesAreLaidOutAsPythonReadsThem() {
        QTemporaryDir folder;
        const auto file = fileIn(folder);
        const auto network = small("unet_2_44");
        gano::writeSafetensors(file, gano::namedTensors(*network, "generator."), {});
        const gano::MappedFile mapped(file);
        std::uint64_t length = 0;
        std::memcpy(&length, mapped.bytes().data(), sizeof length);
        QCOMPARE(length % 8, std::uint64_t{0});
        QCOMPARE(static_cast<char>(mapped.bytes()[8]), '{');
        const auto header = gano::parseWeightsHeader(mapped.bytes(), file);
        QCOMPARE(header.tensors.front().begin, 8 + static_cast<std::size_t>(length));
        for (const auto& tensor : header.tensors) QCOMPARE(tensor.begin % gano::storedTypeBytes(tensor.type), std::size_t{0});
    }

    void aTensorWithoutAPlaceInTheFormatIsRefused() {
        QTemporaryDir folder;
        const auto file = fileIn(folder);
        const auto one = torch::ones({1});
        QVERIFY_EXCEPTION_THROWN(gano::writeSafetensors(file, {{"a", one}, {"a", one}}, {}), gano::Error);
        QVERIFY_EXCEPTION_THROWN(gano::writeSafetensors(file, {{"a", one.to(torch::kComplexFloat)}}, {}), gano::Error);
        QVERIFY(!std::filesystem::exists(file));
    }

    void everyTruncationOfAFileIsAnError() {
        QTemporaryDir folder;
        const auto file = fileIn(folder);
        gano::writeSafetensors(file, {{"a", torch::ones({3})}, {"b", torch::ones({2}, torch::kInt64)}}, {{"k", "v"}});
        const auto size = std::filesystem::file_size(file);
        for (auto left = size; left-- > 0;) {
            std::filesystem::resize_file(file, left);
            QVERIFY_EXCEPTION_THROWN(gano::readSafetensors(file), gano::Error);
        }
    }
};

GANO_PLAIN_TEST(TestNetworks)
#include "tst_networks.moc"
