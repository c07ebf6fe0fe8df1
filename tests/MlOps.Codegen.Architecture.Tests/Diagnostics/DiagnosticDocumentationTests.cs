using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Architecture.Tests.Diagnostics;

public class DiagnosticDocumentationTests
{
    [Fact]
    public void The_page_says_what_the_table_says() =>
        Assert.Null(GeneratedPage.ProblemOf("docs/diagnostics.md", DiagnosticDocumentation.Write(DiagnosticDescriptors.All)));
}
