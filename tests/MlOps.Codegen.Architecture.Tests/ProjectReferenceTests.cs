namespace MlOps.Codegen.Architecture.Tests;

public class ProjectReferenceTests
{
    public static TheoryData<string> ProductProjects => [.. Project.Product.Select(project => project.Name)];

    public static TheoryData<string> AllProjects => [.. Project.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void A_project_references_only_what_its_layer_may(string name)
    {
        Project project = Find(name);
        IReadOnlyList<string>? allowed = ReferenceRules.Allowed(project);

        Assert.True(allowed is not null, $"{project.Path} has no rule; add one to {nameof(ReferenceRules)} and to ARCHITECTURE.md.");
        AssertEmpty(project.Projects.Except(allowed), $"{project.Path} must not reference");
    }

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void Targets_do_not_reach_the_compiler(string name)
    {
        Project project = Find(name);
        if (project.Folder == "targets")
        {
            AssertEmpty(
                project.Reachable().Where(other => Find(other).Folder == "compiler" && other is not (ReferenceRules.Abstractions or "MlOps.Codegen.Plan")),
                $"{project.Path} must not reach");
        }
    }

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void A_dialect_does_not_reach_another(string name)
    {
        Project project = Find(name);
        if (ReferenceRules.IsDialect(name) || name == ReferenceRules.Sql)
        {
            AssertEmpty(project.Reachable().Where(ReferenceRules.IsDialect), $"{project.Path} must not reach");
        }
    }

    [Fact]
    public void What_applications_reference_depends_on_nothing()
    {
        Project runtime = Find(ReferenceRules.Runtime);

        Assert.Empty(runtime.Projects);
        Assert.Empty(runtime.Packages);
    }

    [Fact]
    public void Runtime_projects_use_no_packages_but_those_of_their_list()
    {
        foreach (Project project in Project.Product.Where(project => project.Folder == "runtime"))
        {
            AssertEmpty(project.Packages.Except(ReferenceRules.RuntimePackages), $"{project.Path} must not use");
        }
    }

    [Theory]
    [InlineData("Microsoft.ML", "MlOps.Codegen.MlNet")]
    [InlineData("Sprache", "MlOps.Codegen.Dsl")]
    public void A_front_end_keeps_its_library_to_itself(string library, string owner)
    {
        // The owner's tests may need more of the library than the owner does.
        IEnumerable<string> users = Project.All
            .Where(project => project.Folder is not ("examples" or "benchmarks"))
            .Where(project => project.Name != owner && project.Name != owner + ".Tests")
            .Where(project => project.Packages.Any(package => package == library || package.StartsWith(library + ".", StringComparison.Ordinal)))
            .Select(project => project.Path);

        AssertEmpty(users, $"only {owner} may reference {library}, but so do");
    }

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void A_project_is_in_the_solution(string name)
    {
        string path = Find(name).Path;

        // Examples are built by their readers, as their readers would; benchmarks bring the libraries that they compare with.
        if (!path.StartsWith("examples/", StringComparison.Ordinal) && !path.StartsWith("benchmarks/", StringComparison.Ordinal))
        {
            Assert.Contains(path, Repository.Read("MlOps.Codegen.sln").Replace('\\', '/'), StringComparison.Ordinal);
        }
    }

    private static Project Find(string name) => Project.All.Single(project => project.Name == name);

    private static void AssertEmpty(IEnumerable<string> found, string complaint)
    {
        string[] list = [.. found];
        Assert.True(list.Length == 0, $"{complaint} {string.Join(", ", list)}.");
    }
}
