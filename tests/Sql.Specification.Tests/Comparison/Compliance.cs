using System.Reflection;

namespace MlOps.Codegen.Sql.Specification.Comparison;

/// <summary>Finds the specifications that a dialect's tests leave out.</summary>
public static class Compliance
{
    /// <summary>The specifications that no class of an assembly derives from.</summary>
    /// <param name="tests">The assembly of a dialect's tests.</param>
    public static IReadOnlyList<string> MissingIn(Assembly tests)
    {
        HashSet<Type> derived = [.. tests.GetTypes()
            .Where(type => !type.IsAbstract && type.BaseType is { IsGenericType: true })
            .Select(type => type.BaseType!.GetGenericTypeDefinition())];
        return
        [
            .. typeof(Compliance).Assembly.GetTypes()
                .Where(type => type.IsAbstract && type.Name.Contains("Specification`", StringComparison.Ordinal) && !derived.Contains(type))
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal),
        ];
    }
}
