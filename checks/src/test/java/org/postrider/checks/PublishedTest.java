// SPDX-License-Identifier: Apache-2.0
package org.postrider.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What "mvn install" and "mvn deploy" hand to others. */
class PublishedTest {

    private static Document pom(String module) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Tree.module(module).resolve("pom.xml").toFile());
    }

    private static List<String> values(Document pom, String path) throws Exception {
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(nodes.item(i).getTextContent().strip());
        }
        return values;
    }

    @Test
    @DisplayName("each module is in the BOM or is neither installed nor deployed (section 10)")
    void bomOrNotPublished() throws Exception {
        List<String> published = new ArrayList<>();
        for (String module : values(pom("."), "/project/modules/module")) {
            Document pom = pom(module);
            boolean installed =
                    values(pom, "/project/properties/maven.install.skip").isEmpty();
            assertThat(values(pom, "/project/properties/maven.deploy.skip").isEmpty())
                    .as(module)
                    .isEqualTo(installed);
            if (installed && !module.equals("bom")) {
                published.addAll(values(pom, "/project/artifactId"));
            }
        }
        assertThat(values(pom("bom"), "/project/dependencyManagement/dependencies/dependency/artifactId"))
                .containsExactlyInAnyOrderElementsOf(published);
        assertThat(published).hasSameSizeAs(Tree.LIBRARY);
    }

    @Test
    @DisplayName(
            "the BOM has the parent's version, licence and addresses, and manages nothing but Postrider's modules (section 10)")
    void bom() throws Exception {
        Document bom = pom("bom");
        Document parent = pom(".");
        assertThat(values(bom, "/project/parent")).isEmpty();
        for (String same : List.of("groupId", "version", "url", "licenses", "developers", "scm")) {
            assertThat(values(bom, "/project/" + same))
                    .as(same)
                    .hasSize(1)
                    .isEqualTo(values(parent, "/project/" + same));
        }
        assertThat(values(bom, "//dependency/groupId")).containsOnly("org.postrider");
        assertThat(values(bom, "//dependency/version")).containsOnly("${project.version}");
    }

    @Test
    @DisplayName("the BOM is built by the parent's versions of plugins (section 10)")
    void pluginsOfTheBom() throws Exception {
        Document bom = pom("bom");
        for (String plugin : values(bom, "//plugin/artifactId")) {
            String version = "//plugin[artifactId='" + plugin + "']/version";
            assertThat(values(bom, version)).as(plugin).hasSize(1).isEqualTo(values(pom("."), version));
        }
    }

    @Test
    @DisplayName("the licence is where each jar takes it from (section 10)")
    void licence() {
        for (String module : Tree.LIBRARY) {
            assertThat(Tree.read(Tree.module(module).resolve("target/classes/META-INF/LICENSE")))
                    .as(module)
                    .isEqualTo(Tree.read(Tree.module("LICENSE")));
        }
    }

    @Test
    @DisplayName("the project that is built outside this build wants the version of this one (section 10)")
    void consumerVersion() throws Exception {
        Path project = Tree.module("interop/consumer");
        assertThat(Files.isExecutable(project.resolve("run"))).isTrue();
        Matcher version = Pattern.compile("<postrider.version>(.*)</postrider.version>")
                .matcher(Tree.read(project.resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(version.group(1))
                .isEqualTo(values(pom("."), "/project/version").get(0));
    }
}
