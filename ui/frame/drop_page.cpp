// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/drop_page.h"

#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <QtConcurrentRun>
#include <array>

#include "core/base/names.h"
#include "core/data/folder_scan.h"
#include "core/tasks/task.h"
#include "ui/frame/big_action.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {

namespace {

namespace fs = std::filesystem;

std::size_t imagesIn(const fs::path& folder) {
    try {
        return scanFolder(folder, {.recursive = false, .probe = false}).images.size();
    } catch (const std::exception&) {
        return 0;
    }
}

fs::path childCalled(const fs::path& folder, const QStringList& names) {
    std::error_code ignored;
    for (const auto& name : names)
        for (const auto& entry : fs::directory_iterator(folder, ignored))
            if (entry.is_directory(ignored) && text(entry.path().filename()).compare(name, Qt::CaseInsensitive) == 0) return entry.path();
    return {};
}

QStringList targetNames() {
    QStringList names{QStringLiteral("masks"), QStringLiteral("mask"), QStringLiteral("labels"), QStringLiteral("label"),
                      QStringLiteral("targets"), QStringLiteral("groundtruth"), QStringLiteral("clean")};
    for (const auto& task : tasks())
        for (const auto& folder : task.targetFolders) names << text(folder);
    return names;
}

}  // namespace

DroppedFolder lookInto(const fs::path& folderOrFile) {
    DroppedFolder found{.images = folderOrFile, .targets = {}};
    std::error_code ignored;
    if (fs::is_directory(folderOrFile, ignored)) {
        const auto images = childCalled(folderOrFile, {QStringLiteral("images"), QStringLiteral("image"), QStringLiteral("inputs"), QStringLiteral("noisy")});
        const auto targets = childCalled(folderOrFile, targetNames());
        if (!images.empty()) found.images = images;
        if (!images.empty() && !targets.empty()) found.targets = targets;
    }
    found.imageCount = imagesIn(found.images);
    if (!found.targets.empty()) found.targetCount = imagesIn(found.targets);
    return found;
}

DropPage::DropPage(QWidget* parent)
    : QWidget(parent), heading_(new QLabel), sentence_(new QLabel),
      unlabelled_(new BigAction(QStringLiteral("train"), tr("Learn from them without labels"), {})),
      labelled_(new BigAction(QStringLiteral("contours"), tr("Train with labels"), {})),
      predict_(new BigAction(QStringLiteral("predict"), tr("Predict on them, or just look"), tr("Opens them beside what a model makes of them."))) {
    look::makeHeading(heading_);
    look::makeQuiet(sentence_);
    sentence_->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Cancel"));
    auto* box = new QWidget;
    box->setFixedWidth(480);
    auto* column = new QVBoxLayout(box);
    column->setSpacing(12);
    column->addWidget(heading_);
    column->addWidget(sentence_);
    column->addSpacing(8);
    for (auto* action : {unlabelled_, labelled_, predict_}) column->addWidget(action);
    column->addSpacing(8);
    column->addWidget(cancel, 0, Qt::AlignLeft);
    auto* page = new QVBoxLayout(this);
    page->addStretch(2);
    page->addWidget(box, 0, Qt::AlignHCenter);
    page->addStretch(3);

    connect(unlabelled_, &BigAction::clicked, this, [this] { Q_EMIT pretrainRequested(found_.images); });
    connect(labelled_, &BigAction::clicked, this, [this] { Q_EMIT labelledRequested(found_.images, found_.targets); });
    connect(predict_, &BigAction::clicked, this, [this] { Q_EMIT predictRequested(found_.images); });
    connect(cancel, &QPushButton::clicked, this, &DropPage::cancelled);
    connect(&looking_, &QFutureWatcherBase::finished, this, [this] { found_ = looking_.result(), showFound(); });
}

void DropPage::ask(const fs::path& folderOrFile) {
    dropped_ = folderOrFile;
    found_ = {.images = folderOrFile, .targets = {}};
    heading_->setText(tr("What is “%1” for?").arg(text(lastPart(dropped_))));
    sentence_->setText(tr("Looking into the folder…"));
    for (auto* action : {unlabelled_, labelled_, predict_}) action->setEnabled(false);
    looking_.setFuture(QtConcurrent::run(lookInto, folderOrFile));
}

void DropPage::showFound() {
    const QLocale locale;
    const auto images = locale.toString(static_cast<qulonglong>(found_.imageCount));
    const bool pairs = found_.targetCount > 0;
    if (pairs) {
        sentence_->setText(tr("%1 images in “%2” and %3 in “%4”.")
                               .arg(images, text(found_.images.filename()), locale.toString(static_cast<qulonglong>(found_.targetCount)), text(found_.targets.filename())));
    } else if (found_.imageCount > 0) {
        sentence_->setText(found_.imageCount == 1 ? tr("One image.") : tr("%1 images.").arg(images));
    } else {
        sentence_->setText(tr("No file here has the ending of an image. Its subfolders may hold some."));
    }
    unlabelled_->setSentence(tr("Pretraining: the network learns what your images look like by restoring corrupted copies of them."));
    labelled_->setSentence(pairs ? tr("The images have partners: segmentation, denoising or sharpening is learned from the pairs.")
                                 : tr("You have masks, or clean or sharper versions of these images. The next step asks where."));
    unlabelled_->setPrimary(!pairs && found_.imageCount > 1);
    labelled_->setPrimary(pairs);
    predict_->setPrimary(!pairs && found_.imageCount == 1);
    for (auto* action : {unlabelled_, labelled_, predict_}) action->setEnabled(true);
}

}  // namespace gano

#include "moc_drop_page.cpp"
