// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QWidget>
#include <filesystem>
#include <optional>

class QLabel;

namespace gano {

class BigAction;

/// What a dropped folder looks like, from names alone.
struct DroppedFolder {
    std::filesystem::path images;
    std::filesystem::path targets;  ///< A folder of masks or other targets beside the images; empty without one.
    std::size_t imageCount = 0;
    std::size_t targetCount = 0;
};

/// Blocks for the listing of the folder.
DroppedFolder lookInto(const std::filesystem::path& folderOrFile);

/// Asks once what a dropped folder is for, in the page and not in a dialog.
class DropPage : public QWidget {
    Q_OBJECT
public:
    explicit DropPage(QWidget* parent = nullptr);

    void ask(const std::filesystem::path& folderOrFile);

Q_SIGNALS:
    void pretrainRequested(const std::filesystem::path& images);
    void labelledRequested(const std::filesystem::path& images, const std::filesystem::path& targets);
    void predictRequested(const std::filesystem::path& images);
    void cancelled();

private:
    void showFound();

    std::filesystem::path dropped_;
    DroppedFolder found_;
    QFutureWatcher<DroppedFolder> looking_;
    QLabel *heading_, *sentence_;
    BigAction *unlabelled_, *labelled_, *predict_;
};

}  // namespace gano
