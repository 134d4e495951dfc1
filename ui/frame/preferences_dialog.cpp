// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/preferences_dialog.h"

#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

#include "ui/frame/library.h"
#include "ui/style/words.h"

namespace gano {

PreferencesDialog::PreferencesDialog(Library& library, const MachineFacts& machine, QWidget* parent)
    : QDialog(parent), library_(library), before_(Preferences::load()), device_(new QComboBox), theme_(new QComboBox),
      threads_(new QSpinBox), folder_(new QLineEdit(text(library.runsFolder()))) {
    setWindowTitle(tr("Preferences"));
    device_->addItem(tr("Best available"), QStringLiteral("auto"));
    for (const auto& device : machine.devices) device_->addItem(text(device.name), text(device.id));
    if (device_->findData(text(before_.device)) < 0) device_->addItem(tr("%1 (not there now)").arg(text(before_.device)), text(before_.device));
    device_->setCurrentIndex(device_->findData(text(before_.device)));
    threads_->setRange(0, QThread::idealThreadCount());
    threads_->setSpecialValueText(tr("All (%1)").arg(QThread::idealThreadCount()));
    threads_->setValue(before_.threads);
    theme_->addItems({tr("As the system"), tr("Light"), tr("Dark")});
    theme_->setCurrentIndex(static_cast<int>(before_.theme));

    auto* choose = new QPushButton(look::icon(QStringLiteral("folder")), tr("Choose…"));
    auto* folderLine = new QHBoxLayout;
    folderLine->setSpacing(look::kGrid);
    folderLine->addWidget(folder_, 1);
    folderLine->addWidget(choose);
    const auto hint = [](const QString& sentence) {
        auto* label = new QLabel(sentence);
        label->setWordWrap(true);
        look::makeQuiet(label);
        return label;
    };
    auto* form = new QFormLayout;
    form->setVerticalSpacing(look::kGrid);
    form->setHorizontalSpacing(16);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Compute on"), device_);
    form->addRow(tr("&Processor threads"), threads_);
    form->addRow(QString(), hint(tr("Both count from the next training or prediction on.")));
    auto* folderLabel = new QLabel(tr("&Runs folder"));
    folderLabel->setBuddy(folder_);
    form->addRow(folderLabel, folderLine);
    form->addRow(QString(), hint(tr("New trainings are put here. Runs that are elsewhere stay in the list.")));
    form->addRow(tr("&Theme"), theme_);

    auto* buttons = new QDialogButtonBox;
    auto* save = buttons->addButton(tr("Save preferences"), QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    look::makePrimary(save);
    save->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(24);
    column->addLayout(form);
    column->addStretch();
    column->addWidget(buttons);
    resize(560, sizeHint().height());

    connect(buttons, &QDialogButtonBox::accepted, this, &PreferencesDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &PreferencesDialog::reject);
    connect(choose, &QPushButton::clicked, this, &PreferencesDialog::chooseFolder);
    connect(theme_, &QComboBox::currentIndexChanged, this, &PreferencesDialog::showTheme);
}

void PreferencesDialog::showTheme() { look::apply(*qApp, static_cast<look::Theme>(theme_->currentIndex())); }

void PreferencesDialog::chooseFolder() {
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Folder for new runs"), folder_->text());
    if (!folder.isEmpty()) folder_->setText(folder);
}

void PreferencesDialog::accept() {
    Preferences now;
    now.device = device_->currentData().toString().toStdString();
    now.threads = threads_->value();
    now.theme = static_cast<look::Theme>(theme_->currentIndex());
    now.save();
    if (!folder_->text().isEmpty() && toPath(folder_->text()) != library_.runsFolder()) library_.setRunsFolder(toPath(folder_->text()));
    QDialog::accept();
}

void PreferencesDialog::reject() {
    look::apply(*qApp, before_.theme);
    QDialog::reject();
}

}  // namespace gano

#include "moc_preferences_dialog.cpp"
