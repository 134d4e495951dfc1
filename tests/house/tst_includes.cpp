// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "tests/house/house_rules.h"
#include "tests/support/test_program.h"

using gano::house::Complaints;
using gano::house::Sources;

namespace {

const std::string kLicence = "// SPDX-FileCopyrightText: 2026 The Ganoscope authors\n// SPDX-License-Identifier: GPL-3.0-or-later\n";

std::string joined(const Complaints& complaints) {
    std::string text;
    for (const auto& complaint : complaints) text += "\n" + complaint;
    return text;
}

}  // namespace

/// Each rule is tried on the project itself, then on made-up files that break it and that keep it.
class TestIncludes : public QObject {
    Q_OBJECT

    Sources project_;

    static void keeps(const Complaints& complaints) { QVERIFY2(complaints.empty(), joined(complaints).c_str()); }

    /// Exactly one complaint, at the place given as "file:line:".
    static void complainsAt(const Complaints& complaints, const std::string& place) {
        QVERIFY2(complaints.size() == 1 && complaints.front().starts_with(place + ":"), ("Expected one at " + place + joined(complaints)).c_str());
    }

private Q_SLOTS:
    void initTestCase() {
        project_ = gano::house::readSources(GANOSCOPE_SOURCE_DIR);
        QVERIFY(project_.size() > 60);
        for (const char* file : {"core/base/error.h", "models/network.h", "core/CMakeLists.txt", "dev", ".ci/run", "tests/house/tst_includes.cpp"})
            QVERIFY2(project_.contains(file), file);
    }

    void theProjectsRoomsIncludeDownwards() { keeps(gano::house::roomComplaints(project_)); }
    void theProjectsLibrariesStayInTheirRooms() { keeps(gano::house::libraryComplaints(project_)); }
    void theProjectsTorchStaysInItsRooms() { keeps(gano::house::torchComplaints(project_)); }
    void theProjectsFilesNameTheirLicence() { keeps(gano::house::licenceComplaints(project_)); }
    void theProjectsFilesAreShort() { keeps(gano::house::lengthComplaints(project_)); }
    void theProjectHoldsNoMachinePathsAndNoUnfinishedNotes() { keeps(gano::house::wordComplaints(project_)); }

    void anUpwardIncludeIsFound_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("header");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* file, const char* header, bool allowed) {
            QTest::addRow("%s includes %s", file, header) << QString::fromLatin1(file) << QString::fromLatin1(header) << allowed;
        };
        row("core/base/a.h", "core/image/b.h", false);
        row("core/image/a.cpp", "core/formats/b.h", false);
        row("core/formats/a.cpp", "core/data/b.h", false);
        row("core/tasks/a.cpp", "core/data/b.h", false);
        row("core/data/a.cpp", "models/b.h", false);
        row("core/data/a.cpp", "core/train/b.h", false);
        row("models/a.h", "core/image/b.h", false);
        row("core/train/a.cpp", "core/predict/b.h", false);
        row("core/predict/a.cpp", "ui/b.h", false);
        row("core/base/a.cpp", "tests/support/b.h", false);
        row("ui/pages/a.cpp", "app/ganoscope/b.h", false);
        row("app/ganoscope/main.cpp", "core/train/b.h", false);
        row("app/ganoscope_cli/main.cpp", "ui/b.h", false);
        row("core/base/a.h", "core/base/b.h", true);
        row("core/data/a.cpp", "core/formats/b.h", true);
        row("core/predict/a.cpp", "core/train/b.h", true);
        row("ui/pages/a.cpp", "core/predict/b.h", true);
        row("app/ganoscope/main.cpp", "ui/b.h", true);
        row("app/ganoscope_cli/main.cpp", "core/train/b.h", true);
        row("tests/app/tst_a.cpp", "app/ganoscope_cli/b.h", true);
    }
    void anUpwardIncludeIsFound() {
        QFETCH(QString, file);
        QFETCH(QString, header);
        QFETCH(bool, allowed);
        const Sources sources{{file.toStdString(), "\n#include \"" + header.toStdString() + "\"\n"}, {header.toStdString(), ""}};
        const auto complaints = gano::house::roomComplaints(sources);
        if (allowed)
            keeps(complaints);
        else
            complainsAt(complaints, file.toStdString() + ":2");
    }

    void aHeaderThatIsNotNamedFromTheRootIsFound() {
        complainsAt(gano::house::roomComplaints({{"core/base/a.cpp", "#include \"a.h\"\n"}, {"core/base/a.h", ""}}), "core/base/a.cpp:1");
        complainsAt(gano::house::roomComplaints({{"core/base/a.cpp", "#include \"../base/a.h\"\n"}, {"core/base/a.h", ""}}), "core/base/a.cpp:1");
        keeps(gano::house::roomComplaints({{"tests/core/tst_a.cpp", "#include \"tst_a.moc\"\n"}}));
        keeps(gano::house::roomComplaints({{"ui/frame/a.cpp", "#include \"moc_a.cpp\"\n"}}));
    }

    void aFileOutsideOfEveryRoomIsFound() {
        complainsAt(gano::house::roomComplaints({{"core/attic/a.h", ""}}), "core/attic/a.h:1");
        complainsAt(gano::house::roomComplaints({{"a.cpp", ""}}), "a.cpp:1");
    }

    void qtOutsideOfTheWindowsIsFound() {
        for (const std::string header : {"QString", "QtCore/QString", "QtTest", "qcustomplot.h"}) {
            const std::string text = "#include <string>\n#  include <" + header + ">\n";
            complainsAt(gano::house::libraryComplaints({{"core/base/a.cpp", text}}), "core/base/a.cpp:2");
            complainsAt(gano::house::libraryComplaints({{"models/a.h", text}}), "models/a.h:2");
            complainsAt(gano::house::libraryComplaints({{"app/ganoscope_cli/a.cpp", text}}), "app/ganoscope_cli/a.cpp:2");
            keeps(gano::house::libraryComplaints({{"ui/a.h", text}, {"app/ganoscope/main.cpp", text}, {"tests/core/tst_a.cpp", text}}));
        }
        keeps(gano::house::libraryComplaints({{"core/base/a.cpp", "// #include <QString>\n#include <queue>\n"}}));
    }

    void openCvOutsideOfItsFilesIsFound() {
        const std::string text = "#include <opencv2/core.hpp>\n";
        for (const std::string file : {"core/formats/a.h", "core/measure/a.h", "core/image/a.cpp", "core/data/a.cpp", "ui/a.cpp", "models/a.cpp"})
            complainsAt(gano::house::libraryComplaints({{file, text}}), file + ":1");
        keeps(gano::house::libraryComplaints({{"core/formats/a.cpp", text}, {"core/measure/a.cpp", text}}));
    }

    void torchOutsideOfItsFilesIsFound() {
        for (const std::string header : {"torch/types.h", "ATen/ATen.h", "c10/util/Optional.h"}) {
            const std::string text = "#include <" + header + ">\n";
            for (const std::string file : {"core/base/a.cpp", "core/data/a.cpp", "core/train/a.h", "core/predict/a.h", "ui/a.cpp", "app/ganoscope_cli/a.cpp"})
                complainsAt(gano::house::torchComplaints({{file, text}}), file + ":1");
            keeps(gano::house::torchComplaints({{"models/a.h", text}, {"core/train/a.cpp", text}, {"core/train/a_torch.h", text}, {"core/predict/a_torch.h", text}}));
        }
    }

    void torchThroughAnotherHeaderIsFound() {
        Sources sources{{"models/deep.h", "#include <torch/types.h>\n"},
                        {"models/network.h", "#include \"models/deep.h\"\n"},
                        {"core/train/trainer.h", "#include \"models/network.h\"\n"}};
        complainsAt(gano::house::torchComplaints(sources), "core/train/trainer.h:1");
        sources.erase("core/train/trainer.h");
        sources["ui/page.cpp"] = "#include <string>\n#include \"models/network.h\"\n";
        complainsAt(gano::house::torchComplaints(sources), "ui/page.cpp:2");
        sources.erase("ui/page.cpp");
        sources["core/train/trainer.cpp"] = "#include \"models/network.h\"\n";
        keeps(gano::house::torchComplaints(sources));
    }

    void headersThatOnlyCudaBuildsHaveAreFound() {
        complainsAt(gano::house::torchComplaints({{"models/a.cpp", "\n\n#include <c10/cuda/CUDAStream.h>\n"}}), "models/a.cpp:3");
        keeps(gano::house::torchComplaints({{"core/train/a_cuda.cpp", "#include <c10/cuda/CUDAStream.h>\n"}}));
    }

    void aMissingLicenceIsFound() {
        complainsAt(gano::house::licenceComplaints({{"core/base/a.h", "#pragma once\n"}}), "core/base/a.h:1");
        complainsAt(gano::house::licenceComplaints({{"core/base/a.h", kLicence.substr(0, kLicence.find('\n') + 1) + "#pragma once\n"}}), "core/base/a.h:2");
        complainsAt(gano::house::licenceComplaints({{"core/base/a.h", ""}}), "core/base/a.h:1");
        keeps(gano::house::licenceComplaints({{"core/base/a.h", kLicence}, {"README.md", ""}}));
    }

    void aLongFileIsFound() {
        std::string text;
        for (int line = 0; line < 399; ++line) text += "\n";
        keeps(gano::house::lengthComplaints({{"core/base/a.cpp", text}, {"README.md", text + text}}));
        complainsAt(gano::house::lengthComplaints({{"core/base/a.cpp", text + "\n"}}), "core/base/a.cpp:400");
        complainsAt(gano::house::lengthComplaints({{"core/base/a.cpp", text + "}"}}), "core/base/a.cpp:400");
    }

    void aMachinePathIsFound() {
        // In two parts, because this file is also under the rule.
        for (const std::string path : {"/ho" "me/ann/x", "/wo" "rk/x", "/tm" "p/x", "C:" "\\x"}) {
            complainsAt(gano::house::wordComplaints({{"core/base/a.cpp", "\nopen(\"" + path + "\");\n"}}), "core/base/a.cpp:2");
            complainsAt(gano::house::wordComplaints({{"README.md", path + "\n"}}), "README.md:1");
        }
        keeps(gano::house::wordComplaints({{"README.md", "https://example.org/ho" "me/x and build/tm" "p/x\n"}}));
    }

    void theChangeLogBeginsWithThisVersion() {
        const auto sources = gano::house::readSources(GANOSCOPE_SOURCE_DIR);
        const auto& text = sources.at("CHANGELOG.md");
        const std::string heading = "\n## " GANOSCOPE_VERSION ", ";
        QCOMPARE(text.find("\n## "), text.find(heading));
        QVERIFY(text.find(heading) != std::string::npos);
    }

    void anUnfinishedNoteIsFound() { complainsAt(gano::house::wordComplaints({{"dev", "# TO" "DO: more\n"}}), "dev:1"); }
};

GANO_PLAIN_TEST(TestIncludes)
#include "tst_includes.moc"
