// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include "tests/support/test_program.h"
#include "ui/style/look.h"
#include "ui/wizard/plan_form.h"

using namespace gano;

class TestPlanForm : public QObject {
    Q_OBJECT

    template <class Widget>
    static Widget* named(const QWidget& form, const QString& name) {
        for (auto* widget : form.findChildren<Widget*>())
            if (widget->accessibleName() == name && !widget->isHidden()) return widget;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Light); }

    void everyOptionOfThePlanHasAnEditor() {
        auto plan = defaultPlan("pretraining");
        PlanForm form;
        form.edit(plan, plan);
        for (const auto& field : plan.fields()) {
            const auto& key = field.spec.key;
            if (key == "images" || key == "from") continue;
            QVERIFY2(named<QWidget>(form, QString::fromStdString(field.spec.label)) != nullptr, field.spec.label.c_str());
        }
    }

    void noChoiceIsCutAndAllEditorsEndInOneLine() {
        auto plan = defaultPlan("segmentation");
        PlanForm form;
        form.edit(plan, plan, PixelSize{0.123, 0.123});
        form.resize(900, form.sizeHint().height());
        form.show();
        const auto* network = named<QComboBox>(form, QStringLiteral("Generator"));
        QVERIFY(network->width() >= network->sizeHint().width());
        QVERIFY2(network->width() < 340, "there must be room for what the settings are for");
        QCOMPARE(named<QSpinBox>(form, QStringLiteral("Epochs"))->width(), network->width());
    }

    void whatIsTypedReachesThePlan() {
        auto plan = defaultPlan("pretraining");
        PlanForm form;
        form.edit(plan, plan);
        QSignalSpy edited(&form, &PlanForm::edited);
        named<QSpinBox>(form, QStringLiteral("Epochs"))->setValue(7);
        QCOMPARE(plan.training.epochs, 7);
        auto* rate = named<QLineEdit>(form, QStringLiteral("Learning rate"));
        rate->clear();
        QTest::keyClicks(rate, QStringLiteral("0.003"));
        QCOMPARE(plan.training.learningRate, 0.003);
        auto* noise = named<QLineEdit>(form, QStringLiteral("Gaussian noise"));
        noise->clear();
        QTest::keyClicks(noise, QStringLiteral("0.1 to 0.3"));
        QCOMPARE(plan.corruption.gaussianNoise.low, 0.1);
        QCOMPARE(plan.corruption.gaussianNoise.high, 0.3);
        auto* network = named<QComboBox>(form, QStringLiteral("Generator"));
        network->setCurrentIndex(network->findData(QStringLiteral("unet_4_424")));
        QCOMPARE(plan.model.generator, std::string("unet_4_424"));
        QVERIFY(edited.count() >= 4);
        QCOMPARE(form.changes(), 4);
    }

    void whatIsNotAllowedIsMarkedAndChangesNothing() {
        auto plan = defaultPlan("pretraining");
        PlanForm form;
        form.edit(plan, plan);
        auto* rate = named<QLineEdit>(form, QStringLiteral("Learning rate"));
        rate->clear();
        QTest::keyClicks(rate, QStringLiteral("fast"));
        QVERIFY(rate->property("wrong").toBool());
        QVERIFY(rate->toolTip().contains(QStringLiteral("Learning rate")));
        QCOMPARE(plan.training.learningRate, defaultPlan("pretraining").training.learningRate);
        rate->clear();
        QTest::keyClicks(rate, QStringLiteral("40"));
        QVERIFY(rate->property("wrong").toBool());
        QVERIFY(plan.training.learningRate <= 1.0);
    }

    void aSettingGoesBackToWhereItStarted() {
        auto plan = defaultPlan("segmentation");
        const auto usual = plan;
        PlanForm form;
        form.edit(plan, usual);
        form.show();
        named<QSpinBox>(form, QStringLiteral("Epochs"))->setValue(7);
        auto* reset = named<QToolButton>(form, QStringLiteral("Reset Epochs"));
        QVERIFY(reset != nullptr && reset->isVisible());
        reset->click();
        QCOMPARE(plan.training.epochs, usual.training.epochs);
        QCOMPARE(named<QSpinBox>(form, QStringLiteral("Epochs"))->value(), usual.training.epochs);
        QCOMPARE(form.changes(), 0);
    }

    void searchingLeavesWhatFits() {
        auto plan = defaultPlan("segmentation");
        PlanForm form;
        form.edit(plan, plan);
        form.show();
        named<QLineEdit>(form, QStringLiteral("Search the settings"))->setText(QStringLiteral("learning rate"));
        QVERIFY(named<QLineEdit>(form, QStringLiteral("Learning rate"))->isVisible());
        QVERIFY(named<QSpinBox>(form, QStringLiteral("Seed")) == nullptr);
    }
};

GANO_WINDOW_TEST(TestPlanForm)
#include "tst_plan_form.moc"
