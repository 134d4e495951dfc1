// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/types.h>
#include <torch/utils.h>

#include <QTemporaryDir>
#include <QTest>
#include <map>

#include "core/base/error.h"
#include "models/network.h"
#include "models/weights_file.h"

using gano::GeneratorSpec;

class TestNetworks : public QObject {
    Q_OBJECT

    static void addEveryRow() {
        QTest::addColumn<QByteArray>("id");
        for (const auto& row : gano::generatorRows()) QTest::newRow(row.id.c_str()) << QByteArray::fromStdString(row.id);
    }
    static std::shared_ptr<gano::ImageNetwork> small(const QByteArray& id, int out = 1) {
        auto network = gano::makeGenerator({.id = id.toStdString(), .inChannels = 1, .outChannels = out, .baseWidth = 4, .norm = "batch"});
        gano::initialise(*network, "kaiming", 7);
        return network;
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
            std::int64_t total = 0;
            for (std::int64_t shift = 0; shift < row.sizeMultiple; ++shift) {
                auto reach = torch::zeros({side});
                for (int slope = -1; slope <= 1; slope += 2) {
                    auto x = torch::arange(side, torch::kDouble).mul(slope).add(side).view({1, 1, 1, side}).repeat({1, 1, side, 1});
                    x.set_requires_grad(true);
                    network->forward(x)[0][0][side / 2][side / 2 + shift].backward();
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
        const auto file = std::filesystem::path(folder.path().toStdString()) / "w.safetensors";
        const auto network = small(id);
        network->eval();
        gano::writeSafetensors(file, gano::namedTensors(*network, "generator."), {{"note", "x"}});
        const auto other = small(id);
        gano::initialise(*other, "normal-0.02", 99);
        other->eval();
        const auto loaded = gano::readSafetensors(file);
        QCOMPARE(loaded.metadata.at("note"), std::string("x"));
        gano::loadTensors(*other, loaded.tensors, "generator.");
        torch::NoGradGuard noGradients;
        const auto x = ramp(40, 36);
        QVERIFY(torch::equal(network->forward(x), other->forward(x)));
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
                QVERIFY(network->forward(torch::randn({2, 1, 64, 64})).isfinite().all().item<bool>());
            }
        QVERIFY_EXCEPTION_THROWN(gano::makeGenerator({.id = "unet_2_44", .inChannels = 1, .outChannels = 1, .baseWidth = 4, .norm = "bach"}), gano::UsageError);
        QVERIFY_EXCEPTION_THROWN(gano::makeGenerator({.id = "unett"}), gano::UsageError);
    }

    void theSameSeedDrawsTheSameWeights() {
        for (const auto& kind : gano::initialisationNames()) {
            const auto a = gano::makeGenerator({}), b = gano::makeGenerator({}), c = gano::makeGenerator({});
            gano::initialise(*a, kind, 1);
            gano::initialise(*b, kind, 1);
            gano::initialise(*c, kind, 2);
            QVERIFY(torch::equal(a->parameters().front(), b->parameters().front()));
            QVERIFY(!torch::equal(a->parameters().front(), c->parameters().front()));
        }
    }

    void weightsOfAnotherNetworkAreRefused() {
        const auto two = small("unet_2_44"), three = small("unet_3_96");
        QVERIFY_EXCEPTION_THROWN(gano::loadTensors(*three, gano::namedTensors(*two, ""), ""), gano::Error);
    }
};

QTEST_APPLESS_MAIN(TestNetworks)
#include "tst_networks.moc"
