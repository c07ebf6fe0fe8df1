using MlOps.Codegen.Support.Tests.Outcomes;
using MlOps.Codegen.Support.Tests.Page;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Support.Tests;

public class SupportPageTests
{
    [Fact]
    public void The_page_says_what_the_compiler_does() =>
        Assert.Null(GeneratedPage.ProblemOf("docs/support.md", SupportPage.Write(AllOutcomes.BySection)));
}
