using System.Xml.Linq;

namespace MlOps.Codegen.Architecture.Tests;

/// <summary>A project file: what it references.</summary>
/// <param name="Name">The project's name, without its extension.</param>
/// <param name="Path">Its path from the root.</param>
/// <param name="Projects">The names of the projects it references itself.</param>
/// <param name="Packages">The packages it references itself.</param>
internal sealed record Project(string Name, string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    private static readonly Lazy<IReadOnlyList<Project>> AllProjects = new(() => [.. Repository.Files("", ".csproj").Select(Load)]);

    /// <summary>Every project of the tree.</summary>
    public static IReadOnlyList<Project> All => AllProjects.Value;

    /// <summary>The projects that are shipped.</summary>
    public static IEnumerable<Project> Product => All.Where(project => Repository.ProductFolders.Contains(project.Folder));

    /// <summary>The top-level folder it lies in.</summary>
    public string Folder => Path.Split('/')[0];

    /// <summary>Everything it references, directly or through others.</summary>
    /// <returns>The names of the projects, without its own.</returns>
    public IReadOnlySet<string> Reachable()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(Projects);
        while (open.TryPop(out string? name))
        {
            if (seen.Add(name))
            {
                foreach (string next in All.Single(project => project.Name == name).Projects)
                {
                    open.Push(next);
                }
            }
        }

        return seen;
    }

    private static Project Load(string path)
    {
        XDocument document = XDocument.Parse(Repository.Read(path));
        return new Project(
            System.IO.Path.GetFileNameWithoutExtension(path),
            path,
            [.. Included(document, "ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            [.. Included(document, "PackageReference")]);
    }

    private static IEnumerable<string> Included(XDocument document, string item) =>
        document.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();
}
